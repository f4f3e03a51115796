import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../core/errors.ts';
import { appendHistory, type HistoryEntry } from '../../core/sessions/history.ts';
import { type Message, postReply, type Reply } from '../../core/sessions/mailbox.ts';
import type { Desk } from './desk.ts';

const STORE_AGAIN_MS = 500;

/**
 * Stores the reply to a message, and before it what was said in the history: who has a reply finds it there, whoever dies in between.
 * What a full disk refuses is tried again until there is room: the order was carried out, and its reply is owed. False when the
 * orchestrator stops first; the next one finds the message without a reply and answers it.
 */
export async function storeReply(desk: Desk, sessionId: string, message: Message, reply: Reply): Promise<boolean> {
  const steps = [
    () => appendHistory(desk.at, sessionId, saidOf(message, reply)),
    () => postReply(desk.at, sessionId, reply),
  ];
  for (const step of steps) if (!(await keepTrying(desk, message.id, step))) return false;
  return true;
}

function saidOf(message: Message, reply: Reply): HistoryEntry[] {
  const { id, at, from, text } = message;
  const asked = { version: 1, type: 'message', at, id, from, role: 'user', text, inReplyTo: null } as const;
  const answered = { version: 1, type: 'message', at: reply.at, id: `${id}-reply`, from: reply.from } as const;
  return [asked, { ...answered, role: 'agent', text: reply.text, inReplyTo: id }];
}

async function keepTrying(desk: Desk, messageId: string, store: () => unknown): Promise<boolean> {
  for (let failures = 0; ; failures += 1) {
    try {
      store();
      return true;
    } catch (error) {
      if (failures === 0) desk.log('error', 'mail', `${messageId}: the reply could not be stored: ${errorText(error)}`);
      if (desk.stopping) return false;
      await delay(STORE_AGAIN_MS);
    }
  }
}
