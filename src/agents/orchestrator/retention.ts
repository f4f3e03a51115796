import { cleanUp } from '../../core/sessions/retention.ts';
import type { Desk } from './desk.ts';

/** Removes what the configuration says is old enough. */
export function applyRetention(desk: Desk): void {
  const { sessions_days: days, sessions_count: count } = desk.config.retention;
  const removed = cleanUp(desk.at, { days, count }, Date.now());
  if (removed.length > 0) desk.log('info', 'retention', `${removed.length} ended sessions removed`);
}
