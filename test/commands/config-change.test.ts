import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as setCommand } from '../../src/commands/config/set.ts';
import { makeWorkspace, runJson, runOps, storeRecord, waitFor } from '../helpers/index.ts';
import { call } from './call.ts';

test('set, unset and patch change what they name, and keep comments and order', async () => {
  const at = makeWorkspace();
  rmSync(at.config, { force: true });
  const file = join(at.root, 'orchestrator-config.yaml');
  writeFileSync(file, '# ours\nlocale: en # English\nquiet_hours:\n  start: "22:00"\n  end: "08:00"\n', {
    mode: 0o600,
  });
  const ops = (args: string[], input?: string) =>
    runOps(['config', ...args], { workspace: at.root, ...(input === undefined ? {} : { input }) });
  expect(await ops(['set', 'quiet_hours.start', '21:30'])).toMatchObject({ code: 0 });
  expect(await ops(['patch'], '{"quiet_hours": {"end": null}, "heartbeat_interval_minutes": 15}')).toMatchObject({
    code: 0,
  });
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('# ours\nlocale: en # English\n');
  expect(text).toContain('21:30');
  expect(text).not.toContain('end:');
  expect(text).toContain('heartbeat_interval_minutes: 15');
  expect(await ops(['unset', 'quiet_hours', 'heartbeat_interval_minutes'])).toMatchObject({ code: 0 });
  expect(readFileSync(file, 'utf8')).toBe('# ours\nlocale: en # English\n');
});

test('what would not be accepted changes nothing, and says which key is wrong', async () => {
  const at = makeWorkspace({ locale: 'en' });
  const before = readFileSync(at.config, 'utf8');
  const ops = (args: string[], input?: string) =>
    runOps(['config', ...args], { workspace: at.root, ...(input === undefined ? {} : { input }) });
  for (const [args, input, code, said] of [
    [['set', 'locale', 'fr'], undefined, 78, 'locale'],
    [['set', 'quiet_hour.start', '22:00'], undefined, 78, 'quiet_hour'],
    [['set', 'locale.x', '1'], undefined, 78, 'locale'],
    [['patch'], '[1]', 64, 'no object'],
    [['patch'], '{', 64, 'line 1, column 2: is not JSON'],
    [['patch'], '{}', 64, 'nothing'],
  ] as const) {
    const ran = await ops([...args], input);
    expect([args.join(' '), ran.code]).toEqual([args.join(' '), code]);
    expect(ran.stderr).toContain(said);
  }
  expect(readFileSync(at.config, 'utf8')).toBe(before);
});

test('what several set at once is all there, and a dry run changes nothing', async () => {
  const at = makeWorkspace({ locale: 'en' });
  const before = readFileSync(at.config, 'utf8');
  const keys = ['quiet_hours.start', 'quiet_hours.end', 'retention.sessions_days', 'heartbeat_interval_minutes'];
  const set = (dryRun: boolean) =>
    keys.map((path, index) =>
      call(setCommand, at, { args: [path, path.startsWith('q') ? `0${index}:00` : '7'], options: { dryRun } }),
    );
  await Promise.all(set(true));
  expect(readFileSync(at.config, 'utf8')).toBe(before);
  await Promise.all(set(false));
  expect(JSON.parse(readFileSync(at.config, 'utf8'))).toMatchObject({
    locale: 'en',
    quiet_hours: { start: '00:00', end: '01:00' },
    retention: { sessions_days: 7 },
    heartbeat_interval_minutes: 7,
  });
});

test('YAML that is broken, or has a text where a group is meant, is told and left alone', async () => {
  const at = makeWorkspace();
  rmSync(at.config, { force: true });
  const file = join(at.root, 'orchestrator-config.yaml');
  const set = (text: string) => {
    writeFileSync(file, text, { mode: 0o600 });
    return call(setCommand, at, { args: ['quiet_hours.start', '22:00'] });
  };
  await expect(set('locale: [en\n')).rejects.toThrow(/is not YAML/);
  await expect(set('quiet_hours: night\n')).rejects.toThrow('quiet_hours.start cannot be set');
  expect(readFileSync(file, 'utf8')).toBe('quiet_hours: night\n');
});

test('an ended task is retried as a run of its own; a lasting session and one that runs are not', async () => {
  const at = makeWorkspace();
  const argv = ['/bin/sh', '-c', 'echo again >> out'];
  const done = storeRecord(at, {
    agentId: 'job',
    status: 'failed',
    endedAt: '2026-03-01T10:00:00Z',
    argv,
    cwd: at.root,
  });
  storeRecord(at, { agentId: 'web', kind: 'main', status: 'done', endedAt: '2026-03-01T10:00:00Z' });
  const retried = await runJson<{ runId: string; retryOf: string }>(['tasks', 'retry', done.runId], {
    workspace: at.root,
  });
  expect(retried).toMatchObject({ code: 0, data: { retryOf: done.runId } });
  expect(retried.data.runId).not.toBe(done.runId);
  await waitFor(() => {
    try {
      return readFileSync(join(at.root, 'out'), 'utf8') === 'again\n';
    } catch {
      return false;
    }
  });
  expect(await runOps(['tasks', 'retry', 'web'], { workspace: at.root })).toMatchObject({ code: 64 });
  expect((await runOps(['tasks'], { workspace: at.root })).stdout).toContain('agent:job');
});
