/** A stretch of time without any sample. */
export interface Silence {
  from: number;
  to: number;
}

/** A sample may come this many intervals after the one before without anything being missing: schedules jitter, machines are busy. */
const LATE_INTERVALS = 2.5;
export const DEFAULT_INTERVAL_MS = 300_000;

/** The usual time between samples: their median distance, so that neither gaps nor extra samples change it. */
export function intervalOf(times: readonly number[]): number {
  const steps: number[] = [];
  for (let index = 1; index < times.length; index += 1) {
    const step = (times[index] ?? 0) - (times[index - 1] ?? 0);
    // Samples that somebody asked for come seconds after the scheduled ones.
    if (step >= 5_000) steps.push(step);
  }
  if (steps.length < 3) return DEFAULT_INTERVAL_MS;
  steps.sort((one, other) => one - other);
  return steps[Math.floor(steps.length / 2)] ?? DEFAULT_INTERVAL_MS;
}

/** Where nothing was measured between `from` and `to`. `before` is the last sample ahead of `from`, which still covers its beginning. */
export function silences(
  times: readonly number[],
  span: { from: number; to: number; before: number | null; intervalMs: number },
): Silence[] {
  const { from, to, before, intervalMs } = span;
  const found: Silence[] = [];
  let last = before ?? from;
  const longest = intervalMs * LATE_INTERVALS;
  for (const time of [...times, to]) {
    if (time - last > longest && time > from) found.push({ from: Math.max(last, from), to: Math.min(time, to) });
    last = Math.max(last, time);
  }
  return found.filter((silence) => silence.to > silence.from);
}

export function totalLength(parts: readonly Silence[]): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0);
}
