import type { LevelSource, LogEvent } from '../event.ts';
import type { Level } from '../level.ts';
import { levelIndex } from './shape.ts';

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
