import { LEVELS, type Level } from '../level.ts';

export const NO_LEVEL = LEVELS.length;

/** Lines of one shape: equal but for numbers, paths and other values that are told by their form. */
export interface Shape {
  tokens: readonly string[];
  gaps: string;
  count: number;
  /** Lines by level, in the order of LEVELS, and last those without. */
  levels: number[];
  /** Milliseconds; null where no line had a time. */
  first: number | null;
  last: number | null;
  /** Lines by hour since 1970, of the last eight days that lines were of. */
  hours: Map<number, number>;
  /** The first line, or the first error where there are any: file, byte offset and text. */
  path: string;
  offset: number;
  sample: string;
}

export function levelIndex(level: Level | null): number {
  return level === null ? NO_LEVEL : LEVELS.indexOf(level);
}

/** The most severe level that at least a tenth of the lines have; null where none has a level. */
export function levelOfCounts(levels: readonly number[]): Level | null {
  const total = levels.reduce((sum, count) => sum + count, 0);
  for (let at = LEVELS.length - 1; at >= 0; at -= 1) {
    if ((levels[at] ?? 0) > 0 && (levels[at] ?? 0) * 10 >= total) return LEVELS[at] ?? null;
  }
  return null;
}

/** Lines of a level or of a worse one. */
export function linesFrom(levels: readonly number[], level: Level): number {
  return levels.slice(LEVELS.indexOf(level), NO_LEVEL).reduce((sum, count) => sum + count, 0);
}

/** A week, and one day more so that the same hour of a week ago is whole. */
const MOST_HOURS = 192;

export function addHour(hours: Map<number, number>, hour: number, count: number): void {
  hours.set(hour, (hours.get(hour) ?? 0) + count);
  if (hours.size > MOST_HOURS) hours.delete(Math.min(...hours.keys()));
}

export function addShape(into: Shape, from: Shape): void {
  const isEarlier = from.first !== null && (into.first === null || from.first < into.first);
  const hasErrors = (levels: readonly number[]) => linesFrom(levels, 'error') > 0;
  const isSample = hasErrors(from.levels) === hasErrors(into.levels) ? isEarlier : hasErrors(from.levels);
  if (isSample) Object.assign(into, { path: from.path, offset: from.offset, sample: from.sample });
  if (isEarlier) into.first = from.first;
  into.count += from.count;
  for (const [hour, count] of from.hours) addHour(into.hours, hour, count);
  for (const [at, count] of from.levels.entries()) into.levels[at] = (into.levels[at] ?? 0) + count;
  if (from.last !== null && (into.last === null || from.last > into.last)) into.last = from.last;
}
