import { type LevelSource, levelOfNumber } from '../event.ts';
import { type Level, levelOfSeverity, levelOfStatus } from '../level.ts';

const STATUS = /" (\d{3}) (?:\d|-)/;
const JSON_LEVEL = /"(?:level|severity|lvl|PRIORITY)"\s*:\s*"?(\d{1,2})\b/;
const HEAD_BYTES = 2_048;

/** The level of a line whose class leaves it open, because it is a number in the line. */
export function lineLevel(source: LevelSource, bytes: Buffer, start: number, end: number): Level | null {
  const line = bytes.toString('latin1', start, Math.min(end, start + HEAD_BYTES));
  if (source === 'priority') return levelOfSeverity(Number.parseInt(line.slice(1, 4), 10) % 8);
  if (source === 'status') {
    const status = STATUS.exec(line);
    return status === null ? null : levelOfStatus(Number(status[1]));
  }
  const level = JSON_LEVEL.exec(line);
  return level === null ? null : levelOfNumber(Number(level[1]));
}
