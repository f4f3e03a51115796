import type { Input } from '../command.ts';
import { numberOption } from '../options.ts';

const DAY_MS = 86_400_000;

/** When a rule of allow-always ends by --expires-in-days, ISO 8601; null: when it is removed. */
export function ruleEnd(input: Input, now: number): string | null {
  const days = numberOption(input, 'expiresInDays', { min: 1, max: 3_650 });
  return days === undefined ? null : new Date(now + days * DAY_MS).toISOString();
}
