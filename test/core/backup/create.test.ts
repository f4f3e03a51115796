import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBackup } from '../../../src/core/backup/create.ts';
import { archivePath, findBackup, goodBackups, indexPath, listBackups } from '../../../src/core/backup/list.ts';
import { verifyBackup } from '../../../src/core/backup/verify.ts';
import { makeFolder } from '../../helpers/index.ts';
import { sampleWorkspace } from './sample-workspace.ts';

const NOW = Date.parse('2026-03-04T05:06:07.089Z');

describe('a backup', () => {
  test('holds every part, is listed as good, and only its owner may read it', async () => {
    const at = sampleWorkspace();
    writeFileSync(join(at.output, 'x.log'), 'not this');
    const made = await createBackup(at, { now: NOW });
    expect(made.name).toBe('ops-2026-03-04T05-06-07-089Z');
    const listed = execFileSync('tar', ['-tzf', made.path], { encoding: 'utf8' });
    for (const name of [
      'metrics/latest.json',
      'state/holds.json',
      'orchestrator-config.json',
      'logs/runs.jsonl',
      'playbooks/restart-web.sh',
      'MANIFEST.json',
    ])
      expect(listed).toContain(name);
    expect(listed).not.toContain('output/');
    expect(statSync(made.path).mode & 0o777).toBe(0o600);
    const [backup] = listBackups(at);
    expect(backup).toMatchObject({ name: made.name, state: 'good', files: made.files, bytes: made.bytes });
    expect(backup?.createdAt).toBe('2026-03-04T05:06:07.089Z');
    expect(readdirSync(at.temporary)).toEqual([]);
  });

  test('of one part holds that part alone', async () => {
    const at = sampleWorkspace();
    const made = await createBackup(at, { parts: ['incidents'] });
    expect(made.files).toBe(1);
  });

  test('names what it could not keep, and keeps the rest', async () => {
    const at = sampleWorkspace();
    symlinkSync('/etc/passwd', join(at.analysis, 'link.json'));
    const made = await createBackup(at);
    expect(made.skipped).toEqual([{ path: 'analysis/link.json', reason: 'is no regular file' }]);
    expect(made.files).toBeGreaterThan(5);
  });

  test('made twice in one millisecond is two backups', async () => {
    const at = sampleWorkspace();
    const names = [(await createBackup(at, { now: NOW })).name, (await createBackup(at, { now: NOW })).name];
    expect(new Set(names).size).toBe(2);
    expect(goodBackups(at)).toHaveLength(2);
  });

  test('into a file of its own is not listed, and never written over another', async () => {
    const at = sampleWorkspace();
    const output = join(makeFolder(), 'deep', 'mine.tar.gz');
    await createBackup(at, { output });
    expect(listBackups(at)).toEqual([]);
    const before = readFileSync(output);
    await expect(createBackup(at, { output })).rejects.toThrow('is there already');
    expect(readFileSync(output).equals(before)).toBe(true);
  });

  test('takes whole lines only of a file that grows meanwhile', async () => {
    const at = sampleWorkspace();
    appendFileSync(at.runLog, '{"version":1,"runId":"half');
    const made = await createBackup(at);
    const text = execFileSync('tar', ['-xzOf', made.path, 'logs/runs.jsonl'], { encoding: 'utf8' });
    expect(text).toBe('{"version":1,"runId":"a"}\n{"version":1,"runId":"b"}\n');
  });

  test('removes the working folder that a killed one left', async () => {
    const at = sampleWorkspace();
    // The second one is of another process that once had our pid.
    const abandoned = ['backup-4194303-1-1', `backup-${process.pid}-0-9`].map((name) => join(at.temporary, name));
    for (const folder of abandoned) mkdirSync(folder);
    await createBackup(at);
    expect(abandoned.map((folder) => existsSync(folder))).toEqual([false, false]);
  });

  test('does not disturb another one that is under way', async () => {
    const at = sampleWorkspace();
    const made = await Promise.all([createBackup(at, { now: NOW }), createBackup(at, { now: NOW + 1 })]);
    expect(made.map(({ files }) => files)).toEqual([made[0]?.files, made[0]?.files]);
    expect(goodBackups(at)).toHaveLength(2);
  });
});

describe('the list', () => {
  test('survives a torn, a foreign and a missing index', async () => {
    const at = sampleWorkspace();
    const one = await createBackup(at);
    const index = readFileSync(indexPath(at), 'utf8');
    writeFileSync(indexPath(at), `garbage\n${index.trimEnd().slice(0, -10)}`);
    expect(listBackups(at)).toMatchObject([{ name: one.name, state: 'unverified' }]);
    const two = await createBackup(at);
    expect(goodBackups(at).map(({ name }) => name)).toEqual([two.name]);
    expect(findBackup(at).name).toBe(two.name);
    expect((await verifyBackup(at, findBackup(at, one.name))).ok).toBe(true);
    expect(goodBackups(at)).toHaveLength(2);
  });

  test('says failed of an archive whose size has changed, without reading it', async () => {
    const at = sampleWorkspace();
    const { name, path } = await createBackup(at);
    appendFileSync(path, 'x');
    expect(listBackups(at)).toMatchObject([{ name, state: 'failed' }]);
  });

  test.each(['../../etc/passwd', 'ops-2026', '', 'ops-2026-03-04T05-06-07-089Z/..'])('refuses the name %j', (name) => {
    expect(() => archivePath(sampleWorkspace(), name)).toThrow('is not the name of a backup');
  });
});

describe('a verification', () => {
  test('finds bytes changed anywhere in the archive, and writes it down', async () => {
    const at = sampleWorkspace();
    const { name, path } = await createBackup(at);
    const whole = readFileSync(path);
    for (let offset = 20; offset < whole.length; offset += Math.floor(whole.length / 12)) {
      const changed = Buffer.from(whole);
      // Several bytes: a single bit may be one that means nothing (two ways to say the same in gzip).
      for (let byte = offset; byte < offset + 4; byte += 1) changed[byte] = (changed[byte] ?? 0) ^ 0x55;
      writeFileSync(path, changed);
      const verified = await verifyBackup(at, findBackup(at, name));
      expect(verified.ok, `byte ${offset}`).toBe(false);
      expect(listBackups(at)[0]?.state).toBe('failed');
    }
    writeFileSync(path, whole);
    expect((await verifyBackup(at, findBackup(at, name))).ok).toBe(true);
  });

  test('finds an archive that was cut, emptied or replaced by something else', async () => {
    const at = sampleWorkspace();
    const { name, path } = await createBackup(at);
    const whole = readFileSync(path);
    for (const content of [whole.subarray(0, whole.length - 20), Buffer.alloc(0), Buffer.from('not gzip')]) {
      writeFileSync(path, content);
      expect((await verifyBackup(at, findBackup(at, name))).ok).toBe(false);
    }
  });
});
