import type { LevelSource, LogEvent } from '../event.ts';
import type { Level } from '../level.ts';
import { addHour, levelIndex, type Shape } from './shape.ts';

/** What is known of a class: everything that its lines have in common. */
export interface LineClass {
  shape: number;
  level: Level | null;
  levelIndex: number;
  levelSource: LevelSource;
  /** Where its time lies when lines do not begin with it; -1 for none. */
  timeStart: number;
  minuteEnd: number;
  continues: boolean;
  /** What its lines are watched for; -1 for nothing. */
  tag: number;
  /** Lines that came after its shape was given up. */
  givenUp: number;
  /** Since the last settling. */
  count: number;
  first: number;
  last: number;
}

/** Every field is written out: of an object that is made by spreading, V8 keeps numbers in boxes, which made mining half as fast. */
export function lineClass(event: LogEvent, of: { shape: number; continues: boolean; tag: number }): LineClass {
  const { level, levelSource, timeStart, minuteEnd } = event;
  return {
    shape: of.shape,
    continues: of.continues,
    tag: of.tag,
    level,
    levelIndex: levelIndex(level),
    levelSource,
    timeStart,
    minuteEnd,
    givenUp: 0,
    count: 0,
    first: Number.NaN,
    last: Number.NaN,
  };
}

/** Adds what a class counted within an hour to its shape. */
export function addCounts(
  shape: Shape,
  { count, levelSource, levelIndex: level, first, last }: LineClass,
  hour: number,
): void {
  shape.count += count;
  addHour(shape.hours, hour, count);
  if (levelSource === 'fixed') shape.levels[level] = (shape.levels[level] ?? 0) + count;
  if (!Number.isNaN(first) && (shape.first === null || first < shape.first)) shape.first = first;
  if (!Number.isNaN(last) && (shape.last === null || last > shape.last)) shape.last = last;
}

export function resetCounts(known: LineClass): void {
  known.count = 0;
  known.first = Number.NaN;
  known.last = Number.NaN;
}
