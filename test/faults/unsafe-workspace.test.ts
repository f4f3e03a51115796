import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, makeWorkspace, runOps, startOrchestrator } from '../helpers/index.ts';
import { expectClear } from './support/messages.ts';

const COMMANDS = [
  ['sessions', 'list'],
  ['status'],
  ['sessions', 'send', 'ops-orchestrator', 'status'],
  ['agents', 'spawn', 'ops-orchestrator'],
  ['agents', 'spawn', 'reporter'],
  ['agents', 'spawn', 'mine', '--', 'true'],
];
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('skipped: giving a workspace to another user takes root');

async function expectRefused(root: string, reason: string | RegExp): Promise<void> {
  for (const words of COMMANDS) {
    const ran = await runOps(words, { workspace: root });
    expectClear(ran, 78);
    expect(ran.stderr, words.join(' ')).toMatch(reason);
    expect(ran.stderr).toContain(root);
  }
}

describe('a workspace is refused with exit code 78 and left untouched', () => {
  test.skipIf(!isRoot)('when another user owns it', async () => {
    const { root } = makeWorkspace();
    chownSync(root, NOBODY, NOBODY);
    await expectRefused(root, /belongs to user 65534/);
    chownSync(root, 0, 0);
    expect(readdirSync(join(root, 'sessions'))).toEqual([]);
  });

  test('when others may write it', async () => {
    const { root, sessions } = makeWorkspace();
    chmodSync(root, 0o772);
    await expectRefused(root, /may be written by others \(mode 772\)/);
    chmodSync(root, 0o700);
    expect(readdirSync(sessions)).toEqual([]);
  });

  test('when it is a file', async () => {
    const path = join(makeFolder(), 'ops-automation');
    writeFileSync(path, 'mine');
    await expectRefused(path, /is a file; a workspace is a folder/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});

test('a workspace whose folders were removed is read as an empty one, and made whole by the next start', async () => {
  const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
  for (const name of readdirSync(at.root, { withFileTypes: true }))
    if (name.isDirectory()) rmSync(join(at.root, name.name), { recursive: true });
  for (const words of [['sessions', 'list'], ['status'], ['agents', 'list']]) {
    const ran = await runOps(words, { workspace: at.root });
    expect(ran.code, ran.stderr).toBe(0);
  }
  expect(readdirSync(at.root).filter((name) => name !== 'state')).toEqual(['orchestrator-config.json']);
  const sent = await runOps(['sessions', 'send', 'ops-orchestrator', 'status', '--timeout-seconds', '0'], {
    workspace: at.root,
  });
  expect(sent.code, sent.stderr).toBe(0);
  await startOrchestrator(at);
  const answered = await runOps(['sessions', 'history', 'ops-orchestrator'], { workspace: at.root });
  expect(answered.stdout).toContain('cli: status');
});

test('a workspace in which a file lies in place of a folder says which', async () => {
  const at = makeWorkspace();
  rmSync(at.sessions, { recursive: true });
  writeFileSync(at.sessions, '');
  for (const words of [
    ['sessions', 'list'],
    ['agents', 'spawn', 'reporter'],
  ]) {
    const ran = await runOps(words, { workspace: at.root });
    expectClear(ran, 1);
    expect(ran.stderr).toContain(at.sessions);
  }
  rmSync(at.sessions);
});
