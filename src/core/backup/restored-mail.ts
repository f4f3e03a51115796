import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../files/layout.ts';
import { postReply } from '../sessions/mailbox.ts';
import { isSessionId } from '../sessions/names.ts';

const LETTER = /^mail\/([^/]+)\/(?:incoming|taken)\/([0-9a-f-]{36})\.json$/;

/**
 * Answers the restored messages that had no answer. Between the backup and now they may have been carried out, and an order must not be
 * carried out twice; their senders read that, and send again what they still want. Returns how many there were.
 */
export function answerRestoredMail(at: Layout, paths: readonly string[], createdAt: string): number {
  const restored = new Set(paths);
  let answered = 0;
  for (const path of paths) {
    const [, sessionId = '', messageId = ''] = LETTER.exec(path) ?? [];
    const reply = `mail/${sessionId}/replies/${messageId}.json`;
    if (!isSessionId(sessionId) || restored.has(reply) || existsSync(join(at.root, reply))) continue;
    const text = `Not carried out: the message comes from a backup of ${createdAt}, and may have been carried out since. Send it again if it is still wanted.`;
    const who = { version: 1 as const, messageId, at: new Date().toISOString(), from: 'ops backup restore' };
    if (postReply(at, sessionId, { ...who, status: 'error', text, tookMs: 0 })) answered += 1;
  }
  return answered;
}
