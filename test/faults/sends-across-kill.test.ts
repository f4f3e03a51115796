import { expect, test } from 'vitest';
import { killOrchestrator, makeWorkspace, startOrchestrator, waitFor } from '../helpers/index.ts';
import { countReplies, sendFromProcesses, tally } from './support/senders.ts';

const SENDERS = 200;

test('two hundred senders are each answered, and none twice, though the orchestrator is killed twice meanwhile', async () => {
  const at = makeWorkspace();
  await startOrchestrator(at);
  const texts = Array.from({ length: SENDERS }, (_, index) => (index % 2 === 0 ? 'status' : 'pause reporter'));
  const sending = sendFromProcesses(at, texts, 100);
  for (const share of [0.2, 0.6]) {
    await waitFor(() => countReplies(at) >= SENDERS * share, { what: 'replies', limitMs: 60_000, everyMs: 5 });
    await killOrchestrator(at);
    await startOrchestrator(at);
  }
  const sent = await sending;
  // Who wrote while nobody ran is told that the message is kept, and leaves; everybody else got the reply.
  const told = sent.filter(({ code, data }) => !(code === 0 && data.status === 'ok'));
  expect(told.filter(({ code, data }) => !(code === 2 && data.status === 'queued'))).toEqual([]);
  const ids = sent.map(({ data }) => data.messageId);
  await waitFor(() => tally(at, ids).unanswered.length === 0, { what: 'the last replies' });
  await waitFor(() => Object.keys(tally(at, ids).notOnceInHistory).length === 0, {
    what: 'the history',
    limitMs: 2_000,
  }).catch(() => {});
  expect(tally(at, ids)).toEqual({ unanswered: [], notOnceInHistory: {}, incoming: 0 });
}, 120_000);
