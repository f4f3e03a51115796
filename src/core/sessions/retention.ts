import type { Layout } from '../files/layout.ts';
import { hasEnded } from './record.ts';
import { listRecords } from './registry.ts';
import { removeSessionFiles } from './settle.ts';

const DAY_MS = 86_400_000;

export interface Retention {
  days: number;
  count: number;
}

/** Which ended sessions are over age, or too many. What runs, and what lasts (main sessions), is spared. */
export function overdueSessions(at: Layout, retention: Retention, now: number): string[] {
  const ended = listRecords(at)
    .records.filter((record) => hasEnded(record.status) && record.kind !== 'main')
    .sort((one, other) => ((one.endedAt ?? '') < (other.endedAt ?? '') ? 1 : -1));
  const oldest = new Date(now - retention.days * DAY_MS).toISOString();
  return ended
    .filter((record, index) => index >= retention.count || (record.endedAt ?? '') < oldest)
    .map(({ id }) => id);
}

export function cleanUp(at: Layout, retention: Retention, now: number): string[] {
  return overdueSessions(at, retention, now).filter((id) => removeSessionFiles(at, id));
}
