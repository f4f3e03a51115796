import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type ArchiveFile, writeArchive } from '../../../src/core/backup/archive.ts';
import { createBackup } from '../../../src/core/backup/create.ts';
import { archivePath, backupName, findBackup } from '../../../src/core/backup/list.ts';
import { restoreBackup } from '../../../src/core/backup/restore.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import {
  postMessage,
  postReply,
  readReply,
  takeMessages,
  unansweredMessages,
} from '../../../src/core/sessions/mailbox.ts';
import { makeFolder, storeRecord, writeFile } from '../../helpers/index.ts';
import { sampleWorkspace } from './sample-workspace.ts';

const MAIN = 'ops-orchestrator.main';

/** Every file of the workspace that a backup is about, with its content. */
function contents(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const wanted = paths.filter((path) => !path.startsWith(join(root, 'backups')) && !path.startsWith(join(root, 'tmp')));
  return Object.fromEntries(wanted.map((path) => [path.slice(root.length), readFileSync(path, 'latin1')]));
}

function destroy(at: Layout): void {
  for (const folder of [
    at.metrics,
    at.analysis,
    at.sessions,
    at.state,
    at.mail,
    at.history,
    join(at.root, 'incidents'),
  ])
    rmSync(folder, { recursive: true });
  for (const file of [at.config, at.runLog]) rmSync(file);
}

async function backedUp(at: Layout) {
  await createBackup(at);
  return findBackup(at);
}

describe('restoring', () => {
  test('a destroyed workspace brings back every file as it was', async () => {
    const at = sampleWorkspace();
    const before = contents(at.root);
    const backup = await backedUp(at);
    destroy(at);
    const restored = await restoreBackup(at, backup);
    expect(contents(at.root)).toEqual(before);
    expect(restored.files.filter(({ action }) => action === 'created').length).toBeGreaterThan(5);
    expect(restored.aside).toBeNull();
    for (const path of [at.config, at.latestMetrics, at.metrics]) expect(statSync(path).mode & 0o077, path).toBe(0);
  });

  test('into another folder leaves the own one alone, and makes a workspace there', async () => {
    const at = sampleWorkspace();
    const before = contents(at.root);
    const backup = await backedUp(at);
    writeFileSync(at.latestMetrics, '{"version":1,"cpu":99}\n');
    const to = join(makeFolder(), 'copy');
    await restoreBackup(at, backup, { to });
    expect(contents(to)).toEqual(before);
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('99');
  });

  test('only some parts touches nothing else', async () => {
    const at = sampleWorkspace();
    const backup = await backedUp(at);
    destroy(at);
    await restoreBackup(at, backup, { parts: ['configuration'] });
    expect(existsSync(at.config)).toBe(true);
    expect(existsSync(at.latestMetrics)).toBe(false);
  });

  test('replaces nothing without being told to, and then keeps what was there', async () => {
    const at = sampleWorkspace();
    const backup = await backedUp(at);
    writeFileSync(at.latestMetrics, '{"version":1,"cpu":99}\n');
    rmSync(at.config);
    await expect(restoreBackup(at, backup)).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(existsSync(at.config)).toBe(false);
    const dry = await restoreBackup(at, backup, { dryRun: true });
    expect(dry.files.find(({ path }) => path === 'metrics/latest.json')?.action).toBe('replaced');
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('99');
    const { aside } = await restoreBackup(at, backup, { replace: true });
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('12');
    expect(readFileSync(join(aside ?? '', 'metrics', 'latest.json'), 'utf8')).toContain('99');
  });

  test('is refused while the orchestrator runs, unless into another folder', async () => {
    const at = sampleWorkspace();
    const backup = await backedUp(at);
    storeRecord(at, { agentId: 'ops-orchestrator', kind: 'main' });
    await expect(restoreBackup(at, backup, { replace: true })).rejects.toMatchObject({ code: 'E_RUNNING' });
    const restored = await restoreBackup(at, backup, { to: join(makeFolder(), 'copy') });
    expect(restored.files.length).toBeGreaterThan(5);
  });

  test('a damaged archive changes nothing', async () => {
    const at = sampleWorkspace();
    const backup = await backedUp(at);
    const whole = readFileSync(backup.path);
    const last = whole.length - 40;
    whole[last] = (whole[last] ?? 0) ^ 1;
    writeFileSync(backup.path, whole);
    destroy(at);
    const before = contents(at.root);
    await expect(restoreBackup(at, backup)).rejects.toMatchObject({ code: 'E_CORRUPT' });
    expect(contents(at.root)).toEqual(before);
  });

  test('an archive with a wrong checksum in its manifest changes nothing', async () => {
    const at = sampleWorkspace();
    const name = backupName(Date.parse('2026-03-04T00:00:00Z'));
    const manifest = {
      version: 1,
      createdAt: '2026-03-04T00:00:00.000Z',
      parts: ['metrics'],
      skipped: [],
      files: [
        {
          path: 'metrics/latest.json',
          part: 'metrics',
          bytes: 4,
          sha256: 'a'.repeat(64),
          executable: false,
          modifiedAt: '2026-03-04T00:00:00.000Z',
        },
      ],
    };
    const file = (path: string, text: string): ArchiveFile => ({
      name: path,
      content: Buffer.from(text),
      executable: false,
      modifiedMs: 0,
    });
    const files = [file('metrics/latest.json', 'evil'), file('MANIFEST.json', JSON.stringify(manifest))];
    await writeArchive(archivePath(at, name), Readable.from(files));
    await expect(restoreBackup(at, findBackup(at, name), { replace: true })).rejects.toThrow('another checksum');
    expect(readFileSync(at.latestMetrics, 'utf8')).toContain('12');
  });

  test('does not write through a link that stands where a folder was', async () => {
    const at = sampleWorkspace();
    const backup = await backedUp(at);
    const elsewhere = makeFolder();
    rmSync(at.analysis, { recursive: true });
    symlinkSync(elsewhere, at.analysis);
    const { files } = await restoreBackup(at, backup);
    expect(files.find(({ path }) => path === 'analysis/latest.json')).toMatchObject({ action: 'kept' });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe('what went on since the backup', () => {
  test('stays in files that grow', async () => {
    const at = sampleWorkspace();
    const backup = await backedUp(at);
    writeFileSync(at.runLog, '{"version":1,"runId":"a"}\n{"versi\u0000\n{"version":1,"runId":"c"}\n');
    await restoreBackup(at, backup, { replace: true });
    const ids = readFileSync(at.runLog, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).runId);
    expect(ids).toEqual(['a', 'b', 'c']);
  });

  test('stays when it is later: no slot of a schedule is run again', async () => {
    const at = sampleWorkspace();
    const backup = await backedUp(at);
    const later = '{"version":1,"job":"reporter","lastSlot":"2026-03-02T00:00:00.000Z"}\n';
    writeFileSync(join(at.schedules, 'reporter.json'), later);
    await restoreBackup(at, backup, { replace: true });
    expect(readFileSync(join(at.schedules, 'reporter.json'), 'utf8')).toBe(later);
  });

  test('an order that was carried out since is not carried out again', async () => {
    const at = sampleWorkspace();
    const { messageId } = postMessage(at, MAIN, { text: 'restart all', from: 'cli' });
    const backup = await backedUp(at);
    takeMessages(at, MAIN);
    postReply(at, MAIN, { version: 1, messageId, at: '', from: MAIN, status: 'ok', text: 'done', tookMs: 1 });
    await restoreBackup(at, backup, { replace: true });
    expect(takeMessages(at, MAIN)).toEqual([]);
    expect(unansweredMessages(at, MAIN)).toEqual([]);
    expect(readReply(at, MAIN, messageId)?.text).toBe('done');
  });

  test('an order of which nobody knows whether it was carried out is answered, not carried out', async () => {
    const at = sampleWorkspace();
    const { messageId } = postMessage(at, MAIN, { text: 'restart all', from: 'cli' });
    const backup = await backedUp(at);
    destroy(at);
    const restored = await restoreBackup(at, backup);
    expect(restored.unansweredMessages).toBe(1);
    mkdirSync(at.mail, { recursive: true });
    expect(takeMessages(at, MAIN)).toEqual([]);
    expect(readReply(at, MAIN, messageId)).toMatchObject({
      status: 'error',
      text: expect.stringContaining('Not carried out'),
    });
  });

  test('a record that is newer than the backup stays', async () => {
    const at = sampleWorkspace();
    const record = storeRecord(at, { updatedAt: '2026-03-01T00:00:00.000Z' });
    const backup = await backedUp(at);
    const newer = `${JSON.stringify({ ...record, updatedAt: '2026-03-02T00:00:00.000Z', status: 'done' })}\n`;
    writeFile(join(at.sessions, `${record.id}.json`), newer);
    await restoreBackup(at, backup, { replace: true });
    expect(readFileSync(join(at.sessions, `${record.id}.json`), 'utf8')).toBe(newer);
  });
});
