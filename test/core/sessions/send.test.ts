import { expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import { postReply, takeMessages } from '../../../src/core/sessions/mailbox.ts';
import { mainSessionId, ORCHESTRATOR } from '../../../src/core/sessions/names.ts';
import { type SendRequest, sendMessage } from '../../../src/core/sessions/send.ts';
import { deadOwner, makeWorkspace, storeRecord } from '../../helpers/index.ts';

const ID = mainSessionId(ORCHESTRATOR);

function send(at: Layout, change: Partial<SendRequest> = {}, name: string = ORCHESTRATOR) {
  return sendMessage(at, name, { text: 'status', from: 'cli', timeoutMs: 200, ...change });
}

/** A living orchestrator as far as its record goes; the test takes and answers in its place. */
function withOrchestrator(): Layout {
  const at = makeWorkspace();
  storeRecord(at, { agentId: ORCHESTRATOR, kind: 'main' });
  return at;
}

test('what was stored and not taken is pending, what was taken and not answered is delivered: both are a timeout', async () => {
  const at = withOrchestrator();
  expect(await send(at)).toMatchObject({ status: 'timeout', delivery: { status: 'pending' }, reply: null });
  const sending = send(at, { idempotencyKey: 'taken' });
  takeMessages(at, ID);
  expect(await sending).toMatchObject({ status: 'timeout', delivery: { status: 'delivered' }, reply: null });
});

test('a reply that comes while one waits is returned, with its status', async () => {
  for (const status of ['ok', 'error'] as const) {
    const at = withOrchestrator();
    const sending = send(at, { timeoutMs: 10_000 });
    const [message] = takeMessages(at, ID);
    postReply(at, ID, { version: 1, messageId: message?.id ?? '', at: '', from: 'x', status, text: 'said', tookMs: 1 });
    expect(await sending).toMatchObject({ status, delivery: { status: 'delivered' }, reply: 'said' });
  }
});

test('to an orchestrator that never ran, or died, a message is queued at once, whatever the timeout', async () => {
  const never = makeWorkspace();
  expect(await send(never, { timeoutMs: 60_000 })).toMatchObject({ status: 'queued', runId: null });
  const died = makeWorkspace();
  storeRecord(died, { agentId: ORCHESTRATOR, kind: 'main', owner: deadOwner() });
  expect(await send(died, { timeoutMs: 60_000 })).toMatchObject({ status: 'queued' });
});

test('a timeout longer than a timer can hold waits, rather than giving up at once', async () => {
  const at = withOrchestrator();
  const sending = send(at, { timeoutMs: 1e12 });
  const early = await Promise.race([sending, new Promise((resolve) => setTimeout(() => resolve('waits'), 100))]);
  expect(early).toBe('waits');
  const [message] = takeMessages(at, ID);
  postReply(at, ID, { version: 1, messageId: message?.id ?? '', at: '', from: 'x', status: 'ok', text: '', tookMs: 1 });
  expect((await sending).status).toBe('ok');
});

test('to a single run nothing is sent', async () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'job', label: 'one' });
  expect(await send(at, {}, 'one')).toMatchObject({ status: 'forbidden', messageId: '' });
});
