import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownerOf } from '../../src/core/process/identity.ts';
import { readHistory } from '../../src/core/sessions/history.ts';
import { readReply } from '../../src/core/sessions/mailbox.ts';
import type { SendResult } from '../../src/core/sessions/send.ts';
import { endProcess, makeWorkspace, runJson, startOps, startOrchestrator, waitFor } from '../helpers/index.ts';
import { ORCHESTRATOR_ID } from './support/records.ts';

const ORDER = ['sessions', 'send', 'ops-orchestrator', 'pause reporter', '--idempotency-key', 'deploy-7'];

test('a message whose sender is killed before the reply is carried out once, and the sender finds the reply when it comes again', async () => {
  const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
  const owner = await startOrchestrator(at);
  process.kill(owner.pid, 'SIGSTOP');
  const incoming = join(at.mail, ORCHESTRATOR_ID, 'incoming');
  const sender = startOps(ORDER, { workspace: at.root });
  const [file = ''] = await waitFor(() => (readdirSync(incoming).length > 0 ? readdirSync(incoming) : null));
  const process_ = ownerOf(sender.pid ?? 0);
  if (process_ === null) throw new Error('the sender ended before it had a reply');
  await endProcess(process_);
  process.kill(owner.pid, 'SIGCONT');
  const messageId = file.replace('.json', '');
  const reply = await waitFor(() => readReply(at, ORCHESTRATOR_ID, messageId), { what: 'the reply' });
  const again = await runJson<SendResult>(ORDER, { workspace: at.root });
  expect(again.code).toBe(0);
  expect(again.data).toMatchObject({
    messageId,
    reply: reply.text,
    delivery: { status: 'delivered', duplicate: true },
  });
  expect(readHistory(at, ORCHESTRATOR_ID).messages.filter(({ role }) => role === 'agent')).toHaveLength(1);
});
