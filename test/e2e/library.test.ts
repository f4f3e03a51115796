import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type * as Library from '../../src/index.ts';
import { CALM, makeWorkspace, PROJECT, plannedWorkspace, startOrchestrator, waitFor } from '../helpers/index.ts';

const { session_status, sessions_history, sessions_list, sessions_send, sessions_spawn } = (await import(
  join(PROJECT, 'dist', 'index.js')
)) as typeof Library;

const at = makeWorkspace(CALM);
const workspace = at.root;

test('the library is what the package exports, and nothing but the five session tools', async () => {
  const script = 'import("ops-automation").then((all) => console.log(Object.keys(all).sort().join()))';
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: PROJECT, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trim()).toBe('session_status,sessions_history,sessions_list,sessions_send,sessions_spawn');
});

test('a spawned run is listed, its status is told, and it ends as its command does', async () => {
  const spawned = await sessions_spawn({ workspace, agentId: 'job', label: 'lib', argv: ['sleep', '600'] });
  expect(spawned).toMatchObject({ status: 'accepted', mode: 'run', pid: expect.any(Number), alreadyRunning: false });
  expect(spawned.childSessionKey).toBe(`agent:job:subagent:${spawned.runId}`);
  const listed = await sessions_list({ workspace, label: 'lib', activeOnly: true });
  expect(listed).toMatchObject({ count: 1, totalCount: 1, hasMore: false, limitApplied: 100 });
  const row = await session_status({ workspace, sessionKey: spawned.childSessionKey });
  expect(row).toMatchObject({ status: 'running', live: 'live', agentId: 'job' });
  process.kill(-(spawned.pid ?? 0), 'SIGKILL');
  await waitFor(async () => (await session_status({ workspace, sessionKey: 'lib' })).live === 'dead');
});

test('a limit is kept between 1 and 200, and pages say where the next begins', async () => {
  for (const label of ['one', 'two', 'three'])
    await sessions_spawn({ workspace, agentId: 'quick', label, argv: ['true'] });
  const page = await sessions_list({ workspace, agentId: 'quick', limit: 2 });
  expect(page).toMatchObject({ count: 2, totalCount: 3, hasMore: true, nextOffset: 2, limitApplied: 2 });
  expect(await sessions_list({ workspace, agentId: 'quick', offset: 2 })).toMatchObject({ count: 1, hasMore: false });
  expect((await sessions_list({ workspace, limit: 9_999 })).limitApplied).toBe(200);
  expect((await sessions_list({ workspace, limit: -5 })).limitApplied).toBe(1);
});

test('a message is queued while nobody runs, and answered once by the orchestrator', async () => {
  const queued = await sessions_send({
    workspace,
    agentId: 'ops-orchestrator',
    message: 'status',
    idempotencyKey: 'k',
  });
  expect(queued).toMatchObject({ status: 'queued', delivery: { status: 'pending' }, reply: null });
  await startOrchestrator(at);
  const sent = await sessions_send({
    workspace,
    sessionKey: 'agent:ops-orchestrator:main',
    message: 'status',
    idempotencyKey: 'k',
  });
  expect(sent).toMatchObject({ messageId: queued.messageId, status: 'ok', delivery: { status: 'delivered' } });
  const history = await sessions_history({ workspace, sessionKey: 'ops-orchestrator' });
  expect(history.messages.filter(({ inReplyTo }) => inReplyTo === queued.messageId)).toHaveLength(1);
  expect(history).toMatchObject({ sessionKey: 'agent:ops-orchestrator:main', truncated: false, droppedMessages: 0 });
});

test('the orchestrator is spawned as the one session that it is', async () => {
  const again = await sessions_spawn({ workspace, agentId: 'ops-orchestrator' });
  expect(again).toMatchObject({
    mode: 'session',
    alreadyRunning: true,
    childSessionKey: 'agent:ops-orchestrator:main',
  });
});

test('what is wrong is an error with a code, a hint and no half-made session', async () => {
  const code = (error: string) => expect.objectContaining({ code: error, hint: expect.any(String) });
  await expect(sessions_spawn({ workspace, agentId: '../../x', argv: ['true'] })).rejects.toThrow(code('E_NAME'));
  await expect(session_status({ workspace, sessionKey: 'nobody' })).rejects.toThrow(code('E_NO_SESSION'));
  await expect(sessions_list({ workspace: plannedWorkspace().root })).rejects.toThrow(code('E_WORKSPACE'));
  const { totalCount } = await sessions_list({ workspace });
  await expect(sessions_spawn({ workspace, agentId: 'x', argv: [] })).rejects.toThrow(code('E_USAGE'));
  await expect(sessions_spawn({ workspace, agentId: 'x', argv: ['true'], runTimeoutSeconds: 1e9 })).rejects.toThrow(
    code('E_USAGE'),
  );
  expect((await sessions_list({ workspace })).totalCount).toBe(totalCount);
});
