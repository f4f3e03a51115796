import { statSync } from 'node:fs';

interface Rest {
  stamp: string;
  until: number;
  /** The thread that must not be ended while this message has not been told. */
  thread: string | null;
  since: number;
}

/**
 * What has nothing to do for a while, so that thousands of waiting messages are not read at every look (60 us each; a look at the file
 * is 8). Void when the file or the configuration has changed, or the clock was set back.
 */
export interface Resting {
  byId: Map<string, Rest>;
  config: unknown;
}

export function newResting(): Resting {
  return { byId: new Map(), config: null };
}

/** What the file is, without reading it; null: it is gone. */
export function stampOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino} ${found.mtimeMs} ${found.size}`;
}

/** Forgets what rested under another configuration. */
export function restUnder(resting: Resting, config: unknown): void {
  if (resting.config === config) return;
  resting.byId.clear();
  resting.config = config;
}

/** The rest of a message, if it still holds. */
export function restOf(resting: Resting, id: string, path: string, now: number): Rest | null {
  const rest = resting.byId.get(id);
  if (rest === undefined) return null;
  if (now < rest.until && rest.since <= now && rest.stamp === stampOf(path)) return rest;
  resting.byId.delete(id);
  return null;
}

export function putToRest(resting: Resting, id: string, path: string, rest: Omit<Rest, 'stamp'>): void {
  const stamp = stampOf(path);
  if (stamp !== null) resting.byId.set(id, { ...rest, stamp });
}

/** Forgets what is no longer in the outbox, once that is much. */
export function keepOnly(resting: Resting, ids: readonly string[]): void {
  if (resting.byId.size <= 2 * ids.length + 100) return;
  const there = new Set(ids);
  for (const id of resting.byId.keys()) if (!there.has(id)) resting.byId.delete(id);
}
