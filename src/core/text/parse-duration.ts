import { OpsError } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/;

/** Reads `90s`, `10m`, `1h30m`, `2d` as milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  if (!WHOLE.test(trimmed)) return null;
  let sum = 0;
  for (const [, count, unit] of trimmed.matchAll(PART)) sum += Number(count) * (UNITS[unit ?? ''] ?? 0);
  return Number.isSafeInteger(Math.round(sum)) ? Math.round(sum) : null;
}

export function durationOrThrow(text: string, option: string): number {
  const duration = parseDuration(text);
  if (duration === null || duration <= 0) {
    throw new OpsError('E_USAGE', `${option} takes a duration such as 90s, 10m, 2h or 1d, not ${JSON.stringify(text)}`);
  }
  return duration;
}
