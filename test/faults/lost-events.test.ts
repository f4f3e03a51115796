import { spawn, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { postMessage, readReply } from '../../src/core/sessions/mailbox.ts';
import { createRecord, readRecord } from '../../src/core/sessions/registry.ts';
import { makeWorkspace, PROGRAM, runOps, startOrchestrator, waitFor } from '../helpers/index.ts';
import { ORCHESTRATOR_ID, orchestratorRecord } from './support/records.ts';
import { canTrace, traced } from './support/strace.ts';

test('what was put into a mailbox before anybody watched it is answered after the start', async () => {
  const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
  const sent = Array.from(
    { length: 50 },
    () => postMessage(at, ORCHESTRATOR_ID, { text: 'status', from: 'cli' }).messageId,
  );
  await startOrchestrator(at);
  await waitFor(() => sent.every((id) => readReply(at, ORCHESTRATOR_ID, id) !== null), { what: 'fifty replies' });
});

test.skipIf(!canTrace())(
  'an orchestrator that the kernel gives no watch finds its messages by reading the folder',
  async () => {
    const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
    createRecord(at, orchestratorRecord({ status: 'queued', owner: null, endedAt: null }));
    const env = { ...process.env, OPS_WORKSPACE: at.root, OPS_SESSION_ID: ORCHESTRATOR_ID };
    const words = traced(
      ['-e', 'trace=inotify_add_watch', '-e', 'inject=inotify_add_watch:error=ENOSPC'],
      [...[process.execPath, PROGRAM, '__session', ORCHESTRATOR_ID]],
    );
    spawn('strace', words, { env, stdio: 'ignore', detached: true }).unref();
    await waitFor(() => readRecord(at, ORCHESTRATOR_ID)?.owner, { what: 'the orchestrator' });
    const ran = await runOps(['sessions', 'send', 'ops-orchestrator', 'status'], { workspace: at.root });
    expect(ran.code, ran.stderr).toBe(0);
  },
);

test.skipIf(!canTrace())('a sender that the kernel gives no watch finds its reply by looking', async () => {
  const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
  await startOrchestrator(at);
  const words = traced(
    ['-e', 'trace=inotify_init1', '-e', 'inject=inotify_init1:error=EMFILE'],
    [...[process.execPath, PROGRAM, 'sessions', 'send', 'ops-orchestrator', 'status']],
  );
  const ran = spawnSync('strace', words, { env: { ...process.env, OPS_WORKSPACE: at.root }, encoding: 'utf8' });
  expect(ran.status, ran.stderr).toBe(0);
  expect(ran.stdout).toContain('logs-analyzer');
});
