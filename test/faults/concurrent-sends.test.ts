import { expect, test } from 'vitest';
import { makeWorkspace, startOrchestrator } from '../helpers/index.ts';
import { sendFromProcesses, tally } from './support/senders.ts';

const SENDERS = 200;

test('two hundred processes that send at once are each answered once', async () => {
  const at = makeWorkspace();
  await startOrchestrator(at);
  // More senders than Linux gives one user inotify instances (128): some have to find their reply without an event.
  const texts = Array.from({ length: SENDERS }, (_, index) => (index % 2 === 0 ? 'status' : 'status of reporter'));
  const sent = await sendFromProcesses(at, texts, 100);
  const wrong = sent.filter(({ code, data }) => code !== 0 || data.status !== 'ok' || data.reply === null);
  expect(wrong).toEqual([]);
  const ids = sent.map(({ data }) => data.messageId);
  expect(new Set(ids).size).toBe(SENDERS);
  expect(tally(at, ids)).toEqual({ unanswered: [], notOnceInHistory: {}, incoming: 0 });
}, 120_000);
