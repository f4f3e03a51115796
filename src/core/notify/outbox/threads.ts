import { join } from 'node:path';
import { writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import type { FirstMessage } from '../channels/channel.ts';
import { entryId } from './entry.ts';

/** alerts/outbox/threads/<id>.json: by channel (and target) the message that began the thread there. */
interface Thread {
  version: 1;
  thread: string;
  first: Record<string, FirstMessage>;
}

function pathOf(at: Layout, thread: string): string {
  return join(at.alerts, 'outbox', 'threads', `${entryId(thread)}.json`);
}

export function placeOf(channel: string, target: string | null): string {
  return target === null ? channel : `${channel} ${target}`;
}

/** The message that began a thread; null where none is known (the next one then begins it anew). */
export function firstOf(at: Layout, thread: string | null, place: string): FirstMessage | null {
  if (thread === null) return null;
  const read = readJson(pathOf(at, thread));
  if (read.state !== 'read') return null;
  const found = (read.value as Partial<Thread>).first?.[place];
  return typeof found?.providerId === 'string' && typeof found.text === 'string' ? found : null;
}

/** Without a sync: what is lost in a power cut costs only that the thread begins anew. */
export function rememberFirst(at: Layout, thread: string, place: string, first: FirstMessage): void {
  const read = readJson(pathOf(at, thread));
  const known = read.state === 'read' ? (read.value as Partial<Thread>).first : undefined;
  const value: Thread = { version: 1, thread, first: { ...known, [place]: first } };
  writeJsonAtomic(pathOf(at, thread), value, { temporary: at.temporary, sync: false });
}
