import { parseDuration } from '../../text/parse-duration.ts';

/** For how long something must hold: a time, or so many of the last samples. */
export type Hold = { ms: number } | { samples: number; of: number };

const SAMPLES = /^(\d+) samples?$/;
const SOME_OF = /^(\d+) of (\d+)(?: samples)?$/;
/** What is kept of each series for it. */
const MOST_SAMPLES = 60;

/** Reads `10m`, `2 samples`, `3 of 5`; null for anything else. */
export function parseHold(text: string): Hold | null {
  const ms = parseDuration(text);
  if (ms !== null) return { ms };
  const [, all] = SAMPLES.exec(text.trim()) ?? [];
  const [, some, of] = SOME_OF.exec(text.trim()) ?? [];
  const hold = { samples: Number(all ?? some), of: Number(all ?? of) };
  return hold.samples >= 1 && hold.samples <= hold.of && hold.of <= MOST_SAMPLES ? hold : null;
}

/** The same, so many times as long. */
export function times(hold: Hold, factor: number): Hold {
  if ('ms' in hold) return { ms: hold.ms * factor };
  return { samples: hold.samples * factor, of: hold.of * factor };
}

/** How many samples must be remembered to judge it. */
export function samplesNeeded(hold: Hold): number {
  return 'ms' in hold ? 1 : hold.of;
}

/** A time and a value, epoch milliseconds. */
export type Point = readonly [at: number, value: number];

/** Whether something held for so long, up to and including the newest point. Points oldest first; `since`: from where on it held without a break. */
export function holds(hold: Hold, points: readonly Point[], test: (value: number) => boolean, since: number): boolean {
  const newest = points.at(-1);
  if (newest === undefined || !test(newest[1])) return false;
  if ('ms' in hold) return newest[0] - since >= hold.ms;
  return points.slice(-hold.of).filter(([, value]) => test(value)).length >= hold.samples;
}
