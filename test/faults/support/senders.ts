import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../../../src/core/files/layout.ts';
import { readHistory } from '../../../src/core/sessions/history.ts';
import { readReply } from '../../../src/core/sessions/mailbox.ts';
import { mainSessionId, ORCHESTRATOR } from '../../../src/core/sessions/names.ts';
import type { SendResult } from '../../../src/core/sessions/send.ts';
import { type Ran, runJson } from '../../helpers/index.ts';

const ID = mainSessionId(ORCHESTRATOR);

export type Sent = Ran & { data: SendResult };

/** Starts one process for each text, all at once, and waits for what each of them printed. */
export function sendFromProcesses(at: Layout, texts: readonly string[], timeoutSeconds: number): Promise<Sent[]> {
  return Promise.all(
    texts.map((text) =>
      runJson<SendResult>(['sessions', 'send', ORCHESTRATOR, text, '--timeout-seconds', String(timeoutSeconds)], {
        workspace: at.root,
        limitMs: 120_000,
      }),
    ),
  );
}

export function countReplies(at: Layout): number {
  try {
    return readdirSync(join(at.mail, ID, 'replies')).length;
  } catch {
    return 0;
  }
}

export interface Tally {
  unanswered: string[];
  /** Replies in the history for each message that has not exactly one there. */
  notOnceInHistory: Record<string, number>;
  incoming: number;
}

/** What the workspace says of each message: whether it has its reply, and how often the history tells of one. */
export function tally(at: Layout, messageIds: readonly string[]): Tally {
  const counts = new Map<string, number>(messageIds.map((id) => [id, 0]));
  for (const { role, inReplyTo } of readHistory(at, ID).messages) {
    if (role === 'agent' && inReplyTo !== null) counts.set(inReplyTo, (counts.get(inReplyTo) ?? 0) + 1);
  }
  return {
    unanswered: messageIds.filter((id) => readReply(at, ID, id) === null),
    notOnceInHistory: Object.fromEntries([...counts].filter(([, count]) => count !== 1)),
    incoming: readdirSync(join(at.mail, ID, 'incoming')).length,
  };
}
