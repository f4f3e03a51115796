export function round(value: number, digits = 1): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** Keeps the leading digits: a rate of 1,234,567.8 bytes a second says no more than 1,235,000. */
export function significant(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}

export function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? round((100 * part) / whole) : null;
}

/** How much a counter that starts at 0 again now and then has grown; null where it started again. */
export function growth(now: number | undefined, before: number | undefined): number | null {
  if (now === undefined || before === undefined || now < before) return null;
  return now - before;
}

export function perSecond(grown: number | null, seconds: number): number | null {
  return grown === null || seconds <= 0 ? null : significant(grown / seconds);
}
