import type { ChildProcess } from 'node:child_process';
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run as analyze } from '../../../src/agents/logs-analyzer/index.ts';
import { templatesResult } from '../../../src/commands/logs/known.ts';
import { configSchema } from '../../../src/core/config/schema.ts';
import type { SessionRecord } from '../../../src/core/sessions/record.ts';
import { fakeJournal } from '../../core/logs/journal/fake-journalctl.ts';
import { makeFolder, makeWorkspace, runJson, runOps, startOps, waitFor } from '../../helpers/index.ts';

interface Kinds {
  from: string | null;
  analysedAt: string | null;
  total: number;
  templates: { template: string; count: number; total: number; level: string | null; file: string; offset: number }[];
}

const folder = makeFolder();
const log = join(folder, 'a.log');
const at = makeWorkspace();
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const workspace = at.root;

/** Three days of beats, a few errors of today, and a kind of message that came an hour ago for the first time. */
beforeAll(async () => {
  const lines = Array.from({ length: 72 }, (_, hour) => `${ago((72 - hour) * 60 - 30)} INFO beat ${hour}\n`);
  for (let n = 0; n < 7; n += 1) lines.push(`${ago(20)} ERROR disk ${n} is slow password=hunter${n}\n`);
  lines.push(`${ago(5)} FATAL the roof is on fire \u001b[31m\n`);
  writeFileSync(log, lines.join(''));
  const config = configSchema.parse({ logs: { sources: [log] } });
  await analyze({ at, config, session: {} as SessionRecord, signal: new AbortController().signal });
});

const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

const view = ({ templates }: Kinds) => templates.map(({ template, count }) => [template, count]);

test('top, new and errors tell what the analyzer counted within the hours', async () => {
  const [top, fresh, errors, text] = await Promise.all([
    runJson<Kinds>(['logs', 'top', '--hours', '2'], { workspace }),
    runJson<Kinds>(['logs', 'new', '--hours', '2'], { workspace }),
    runJson<Kinds>(['logs', 'errors'], { workspace }),
    runOps(['logs', 'errors'], { workspace }),
  ]);
  const disk = 'disk <*> is slow password=<*>';
  // Whole hours count, so that a beat more is in them late in an hour.
  const beats = top.data.templates.find(({ template }) => template === 'beat <*>')?.count ?? 0;
  expect([2, 3]).toContain(beats);
  expect(view(top.data)).toEqual([
    [disk, 7],
    ['beat <*>', beats],
    ['the roof is on fire', 1],
  ]);
  expect(top.data.templates[1]).toMatchObject({ total: 72, level: 'info', file: log, offset: 0 });
  expect(view(fresh.data)).toEqual([
    ['the roof is on fire', 1],
    [disk, 7],
  ]);
  expect(view(errors.data)).toEqual([
    [disk, 7],
    ['the roof is on fire', 1],
  ]);
  expect([top.code, text.code, text.stdout.includes('hunter'), text.stdout.includes('\u001b')]).toEqual([
    0,
    0,
    false,
    false,
  ]);
});

test('without an analysis the way to make one is told', async () => {
  const ran = await runOps(['logs', 'top'], { workspace: makeWorkspace().root });
  expect([ran.code, ran.stderr.includes('ops agents spawn logs-analyzer')]).toEqual([1, true]);
});

test('top and errors take files and standard input, and then need no workspace', async () => {
  const input = '2026-01-02T03:04:05Z ERROR lost 1\n2026-01-02T03:04:06Z ERROR lost 2\n2026-01-02T03:04:06Z INFO x\n';
  const options = { cwd: folder, input };
  const [piped, errors, files] = await Promise.all([
    runJson<Kinds>(['logs', 'top', '-'], options),
    runJson<Kinds>(['logs', 'errors', '-'], options),
    runJson<Kinds>(['logs', 'top', 'a.log', 'none.log'], { cwd: folder }),
  ]);
  expect(view(piped.data)).toEqual([
    ['lost <*>', 2],
    ['x', 1],
  ]);
  expect(view(errors.data)).toEqual([['lost <*>', 2]]);
  expect([files.data.templates[0]?.count, files.data.from, files.data.analysedAt]).toEqual([72, null, null]);
  expect(files.stderr).toContain('none.log does not exist');
});

test('that there is no error is told with the lines that were looked through', () => {
  const kind = { id: 'a', text: 'fine', level: null, count: 7, total: 7, sample: '', path: '', offset: 0 };
  const templates = [{ ...kind, firstSeen: '', lastSeen: '' }];
  const asked = { limit: 20, from: null, analysedAt: '2026-01-02T03:04:05Z', warnings: [], templates };
  expect(templatesResult(asked, []).text).toBe('None among 7 lines of 1 kinds, analysed 2026-01-02T03:04Z.');
  expect(templatesResult({ ...asked, analysedAt: null, templates: [] }, []).text).toBe('No lines.');
});

test('templates gives one JSON line for each line, blank ones too, of files, gzip and standard input', async () => {
  const text = 'INFO user a1 came\n\r\nINFO user b2 came\nERROR gone\r\nno end';
  writeFileSync(join(folder, 'b.log'), text);
  writeFileSync(join(folder, 'b.log.gz'), gzipSync(text));
  const [file, zipped, piped, opened, kinds] = await Promise.all([
    runOps(['logs', 'templates', 'b.log', '--assign'], { cwd: folder }),
    runOps(['logs', 'templates', 'b.log.gz', '--assign'], { cwd: folder }),
    runOps(['logs', 'templates', '-', '--assign'], { input: text }),
    runOps(['logs', 'templates', '/dev/stdin', '--assign'], { input: text }),
    runJson<{ lines: number; templates: { template: string; count: number }[] }>(['logs', 'templates', 'b.log'], {
      cwd: folder,
    }),
  ]);
  const lines = file.stdout
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each) as { line: number; template: string | null });
  expect(lines.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
  expect(lines[1]?.template).toBeNull();
  expect([lines[0]?.template === lines[2]?.template, lines[2]?.template === lines[3]?.template]).toEqual([true, false]);
  expect([zipped.stdout, piped.stdout, opened.stdout]).toEqual([file.stdout, file.stdout, file.stdout]);
  expect(kinds.data.templates.map(({ template, count }) => `${count} ${template}`).sort()).toEqual([
    '1 gone',
    '1 no end',
    '2 user <*> came',
  ]);
});

test('search finds lines in files, gzip, the journal and standard input, redacted, and exits with 1 for none', async () => {
  const journal = fakeJournal(folder);
  journal.write('disk 9 is slow');
  writeFileSync(
    join(folder, 'old.log.gz'),
    gzipSync(`${ago(90)} ERROR disk 8 is slow\n${ago(90)} INFO disk 8 is fine\n`),
  );
  const env = { PATH: `${journal.bin}:${process.env.PATH}` };
  const [found, piped, none, wrong] = await Promise.all([
    runJson<{ count: number; matches: { file: string; level: string; line: string; offset: number }[] }>(
      ['logs', 'search', 'DISK [89] is slow', '-i', 'a.log', 'old.log.gz', 'journal'],
      { cwd: folder, env },
    ),
    runOps(['logs', 'search', '-F', '(x)', '-', '--level', 'error'], { input: 'ERROR (x) token=abc\nINFO (x)\n' }),
    runOps(['logs', 'search', 'nowhere', 'a.log'], { cwd: folder }),
    runOps(['logs', 'search', '(', 'a.log'], { cwd: folder }),
  ]);
  expect(found.data.matches.map(({ file, level }) => [file.replace(`${folder}/`, ''), level])).toEqual([
    ['old.log.gz', 'error'],
    ['journal', 'info'],
  ]);
  expect(piped.stdout).toBe('-:0: ERROR (x) token=[redacted]\n');
  expect([found.code, none.code, wrong.code]).toEqual([0, 1, 64]);
});

test('follow gives what is appended, through a rotation, of the level or worse, and standard input until its end', async () => {
  const path = join(folder, 'live.log');
  writeFileSync(path, 'ERROR old\n');
  const child = startOps(['logs', 'follow', path, '--level', 'warning']);
  running.push(child);
  let shown = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const shows = (text: string) => waitFor(() => shown.includes(text));
  // The first look takes its place at the end; whatever is written before it is old.
  for (let n = 0; !shown.includes('WARN place'); n += 1) {
    appendFileSync(path, `WARN place ${n}\n`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  appendFileSync(path, 'INFO quiet\nERROR secret=abc \u001b[2J\n');
  await shows('ERROR secret');
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'FATAL in the new file\n');
  await shows('FATAL in the new file');
  expect(shown).toContain('ERROR secret=[redacted]');
  expect(shown).not.toMatch(/quiet|old|\u001b/);
  const piped = await runOps(['logs', 'follow', '-', '--level', 'error'], { input: 'INFO a\nERROR b\n' });
  expect([piped.code, piped.stdout]).toEqual([0, 'ERROR b\n']);
});
