import type { Severity } from '../alert.ts';
import type { Policy } from './policy.ts';
import { quietUntil } from './quiet-hours.ts';

/** Until when a message is held back for the quiet hours, ISO 8601; null: it goes at once. What is critical always does. */
export function heldUntil(severity: Severity, now: number, { quietHours }: Pick<Policy, 'quietHours'>): string | null {
  if (severity === 'critical' || quietHours === null) return null;
  const until = quietUntil(now, quietHours);
  return until === null ? null : new Date(until).toISOString();
}
