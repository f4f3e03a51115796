import { join } from 'node:path';
import { appendJsonLines, readJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import { assertSessionId } from './names.ts';

/** One line of history/<id>.jsonl. `message`: what was said, by the sender (`user`) or the session (`agent`). `event`: what happened. */
export type HistoryEntry =
  | {
      version: 1;
      type: 'message';
      at: string;
      id: string;
      from: string;
      role: 'user' | 'agent';
      text: string;
      inReplyTo: string | null;
    }
  | { version: 1; type: 'event'; at: string; event: string; text: string };

export function historyPath(at: Layout, sessionId: string): string {
  return join(at.history, `${assertSessionId(sessionId)}.jsonl`);
}

export function appendHistory(at: Layout, sessionId: string, entries: readonly HistoryEntry[]): void {
  appendJsonLines(historyPath(at, sessionId), entries);
}

export function recordEvent(at: Layout, sessionId: string, event: string, text: string): void {
  appendHistory(at, sessionId, [{ version: 1, type: 'event', at: new Date().toISOString(), event, text }]);
}

export interface History {
  messages: Extract<HistoryEntry, { type: 'message' }>[];
  events: Extract<HistoryEntry, { type: 'event' }>[];
  unreadable: number;
}

export function readHistory(at: Layout, sessionId: string): History {
  const { values, unreadable } = readJsonLines<HistoryEntry>(historyPath(at, sessionId));
  const messages = values.filter((entry) => entry.type === 'message');
  // A message that was answered again after a crash stands there twice: the answer that its sender got is the last one.
  const last = new Map(messages.map((entry) => [entry.id, entry]));
  return {
    messages: messages.filter((entry) => last.get(entry.id) === entry),
    events: values.filter((entry) => entry.type === 'event'),
    unreadable,
  };
}
