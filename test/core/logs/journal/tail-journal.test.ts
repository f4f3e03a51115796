import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { analyzeLogs, type LogState } from '../../../../src/core/logs/analyze.ts';
import type { JournalTrack } from '../../../../src/core/logs/journal/tail-journal.ts';
import { tail } from '../../../../src/core/logs/tail.ts';
import { fakeJournal } from './fake-journalctl.ts';

const PATH = process.env.PATH ?? '';
const NOW = new Date('2026-01-02T04:00:00Z');
let folder = '';
let journal: ReturnType<typeof fakeJournal>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-journal-'));
  journal = fakeJournal(folder);
  process.env.PATH = `${journal.bin}:${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** A reader of which only the state lives on, through JSON, as between two runs of the analyzer. */
function reader(...sources: string[]) {
  let journals: JournalTrack[] = [];
  return {
    problems: [] as string[],
    async look(firstLookEntries?: number): Promise<string[]> {
      const lines: string[] = [];
      const result = await tail({
        sources,
        tracks: [],
        journals: JSON.parse(JSON.stringify(journals)) as JournalTrack[],
        now: NOW,
        ...(firstLookEntries === undefined ? {} : { firstLookEntries }),
        onBlock: ({ bytes, start, end }) => lines.push(bytes.toString('utf8', start, end - 1)),
      });
      journals = result.journals;
      this.problems = result.problems.map(({ path, reason }) => `${path}: ${reason}`);
      return lines;
    },
  };
}

test('every entry counts once over looks that know nothing of each other but the cursor', async () => {
  const read = reader('journal');
  const seen: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (let n = 0; n < 3; n += 1) journal.write(`entry ${round * 3 + n}`);
    seen.push(...(await read.look()), ...(await read.look()));
  }
  expect(seen.map((line) => line.split(': ')[1])).toEqual(Array.from({ length: 12 }, (_, n) => `entry ${n}`));
});

test('a run that died before its state was stored is done again from the old cursor', async () => {
  const sources = ['journal'];
  const analyze = async (state: LogState | null) => {
    const errorsPerMinute = { warning: 10, critical: 50 };
    const result = await analyzeLogs({ sources, state, now: NOW, errorsPerMinute });
    return { ...result, state: JSON.parse(JSON.stringify(result.state)) as LogState };
  };
  for (let n = 0; n < 5; n += 1) journal.write('first', { PRIORITY: '3' });
  const first = await analyze(null);
  for (let n = 0; n < 7; n += 1) journal.write('second', { PRIORITY: '3' });
  await analyze(first.state);
  const again = await analyze(first.state);
  const after = await analyze(again.state);
  expect([first, again, after].map(({ insights }) => insights.summary.errors)).toEqual([5, 7, 0]);
  expect(again.state.templates.map(({ text, total }) => [text, total]).sort()).toEqual([
    ['first', 5],
    ['second', 7],
  ]);
  expect(again.insights.templates[0]).toMatchObject({ path: 'journal', offset: journal.micros(6) });
});

test('the priority is the level, and where it only says "output" the message may know better', async () => {
  for (const PRIORITY of ['0', '1', '2', '3', '4', '5', '6', '7']) journal.write(`of ${PRIORITY}`, { PRIORITY });
  journal.write('level=error msg="disk full"');
  journal.write('2026-01-02 03:00:00 WARN slow disk');
  journal.write('without one', { PRIORITY: undefined });
  const { insights } = await analyzeLogs({
    sources: ['journal'],
    state: null,
    now: NOW,
    errorsPerMinute: { warning: 10, critical: 50 },
  });
  expect(insights.levels).toEqual({ critical: 3, error: 2, warning: 2, notice: 1, info: 1, debug: 1, none: 1 });
});

test('bytes, several values, missing and many-lined messages are read', async () => {
  journal.write([...Buffer.from('köln')]);
  journal.write(['first value', 'second value']);
  journal.write(null, { SYSLOG_IDENTIFIER: undefined, _COMM: 'my prog', _PID: undefined });
  journal.write('panic: boom\n\ngoroutine 1 [running]:\nmain.main()');
  const seen = (await reader('journal').look()).map((line) => line.replace(/^<\d>\S+ /, ''));
  expect(seen).toEqual([
    'sshd[77]: köln',
    'sshd[77]: first value',
    'my_prog: ',
    'sshd[77]: panic: boom\n\t\n\tgoroutine 1 [running]:\n\tmain.main()',
  ]);
});

test('units are asked for by name, and what two sources share is read once', async () => {
  journal.write('of ssh');
  journal.write('of nginx', {}, 'nginx.service');
  journal.write('of cron', {}, 'cron.service');
  const texts = async (...sources: string[]) => (await reader(...sources).look()).map((line) => line.split(': ')[1]);
  expect(await texts('journal:ssh.service,nginx.service', 'journal:nginx.service')).toEqual(['of ssh', 'of nginx']);
  expect(await texts('journal:ssh.service', 'journal')).toEqual(['of ssh', 'of nginx', 'of cron']);
});

test('a first look gives the newest entries up to its limit, or none and only its place', async () => {
  for (let n = 0; n < 10; n += 1) journal.write(`entry ${n}`);
  expect((await reader('journal').look(3)).map((line) => line.slice(-1))).toEqual(['7', '8', '9']);
  const read = reader('journal');
  expect(await read.look(0)).toEqual([]);
  journal.write('entry ten');
  expect((await read.look()).map((line) => line.split(': ')[1])).toEqual(['entry ten']);
});

test('entries that were removed before they were read are told, and the next one is not stepped over', async () => {
  const read = reader('journal');
  journal.write('read');
  await read.look();
  journal.forget();
  journal.write('the oldest that is left');
  journal.write('next');
  expect((await read.look()).map((line) => line.split(': ')[1])).toEqual(['the oldest that is left', 'next']);
  expect(read.problems).toEqual([
    'journal: entries from 2026-01-02T03:00:01.000Z to 2026-01-02T03:00:02.000Z were removed before they were read',
  ]);
});

test('a journalctl that is missing, refuses or finds no journal is named with the reason and costs only itself', async () => {
  const log = join(folder, 'a.log');
  const read = reader('journal', log);
  journal.write('entry');
  expect(await read.look()).toHaveLength(1);
  writeFileSync(log, 'from the file\n');
  writeFileSync(join(folder, 'fails'), 'Failed to open journal: Permission denied\n');
  journal.write('waiting');
  expect(await read.look()).toEqual(['from the file']);
  expect(read.problems).toEqual(['journal: journalctl says: Failed to open journal: Permission denied']);
  process.env.PATH = folder;
  expect(await read.look()).toEqual(['from the file']);
  expect(read.problems).toEqual(['journal: journalctl is not installed']);
  process.env.PATH = `${journal.bin}:${PATH}`;
  rmSync(join(folder, 'fails'));
  writeFileSync(join(folder, 'says'), 'No journal files were found.\n');
  expect((await read.look()).map((line) => line.split(': ')[1] ?? line)).toEqual(['from the file', 'waiting']);
  expect(read.problems).toEqual(['journal: journalctl says: No journal files were found.']);
});

test('a journal without entries is told: with -o json journalctl itself says nothing of it', async () => {
  const read = reader('journal');
  expect(await read.look()).toEqual([]);
  expect(read.problems).toEqual([
    'journal: journalctl gives nothing: no journal is kept, or this user may not read it',
  ]);
  journal.write('one');
  expect(await read.look()).toHaveLength(1);
  expect(read.problems).toEqual([]);
});

test('a line that is no entry is counted as such, and the rest is read', async () => {
  journal.write('one');
  journal.writeRaw('{"__CURSOR":"2","__REALTIME_TIMESTAMP":');
  journal.write('two');
  const read = reader('journal');
  expect(await read.look()).toHaveLength(2);
  expect(read.problems).toEqual(['journal: 1 entries could not be read']);
});

test('an aborted look ends at once and leaves no journalctl behind', async () => {
  writeFileSync(join(folder, 'hangs'), '');
  const controller = new AbortController();
  const looking = tail({ sources: ['journal'], tracks: [], now: NOW, onBlock: () => {}, signal: controller.signal });
  while (!existsSync(join(folder, 'calls'))) await new Promise((resolve) => setTimeout(resolve, 10));
  controller.abort();
  await expect(looking).rejects.toThrow('aborted');
});

test('the real journalctl is understood, whether or not it has a journal', async () => {
  process.env.PATH = PATH;
  const read = reader('journal');
  const seen = await read.look(5);
  expect(seen.length + read.problems.length).toBeGreaterThan(0);
  for (const problem of read.problems) expect(problem).not.toMatch(/nrecognized option|invalid/i);
});

test('what is asked of journalctl is bounded and names no shell', async () => {
  journal.write('x');
  await reader('journal:a b;reboot').look();
  const calls = readFileSync(join(folder, 'calls'), 'utf8');
  expect(calls).toContain('-o json');
  expect(calls).toContain('--unit=a b;reboot');
  expect(calls).toContain('--lines=200000');
});
