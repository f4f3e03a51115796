import { offsetChange, offsetsOf } from '../../schedule/offsets.ts';
import { wallTime } from '../../schedule/wall-time.ts';

/** Local times of day `HH:MM`, the start inclusive and the end exclusive. They may span midnight; they are never equal. */
export interface QuietHours {
  start: string;
  end: string;
  /** null: the machine's. */
  timeZone: string | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MINUTES_OF_DAY = 1_440;

function minutesOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The wall clock as if it showed UTC: its day and minute are read off it. */
function localTime(time: number, timeZone: string | null): number {
  return time + offsetsOf(timeZone)(time) * MINUTE_MS;
}

function isWithin(minute: number, start: number, end: number): boolean {
  return start < end ? minute >= start && minute < end : minute >= start || minute < end;
}

/** Whether the wall clock shows a quiet hour. It alone is asked, so the days on which the clock is set need no care. */
export function isQuiet(time: number, { start, end, timeZone }: QuietHours): boolean {
  const minute = Math.floor(localTime(time, timeZone) / MINUTE_MS) % MINUTES_OF_DAY;
  return isWithin(minute, minutesOf(start), minutesOf(end));
}

/** When the quiet hours end in which a moment lies, epoch milliseconds; null where it lies in none. */
export function quietUntil(time: number, hours: QuietHours): number | null {
  if (!isQuiet(time, hours)) return null;
  const { end, timeZone } = hours;
  const local = localTime(time, timeZone);
  const minute = Math.floor(local / MINUTE_MS) % MINUTES_OF_DAY;
  const day = new Date(minute < minutesOf(end) ? local : local + DAY_MS).toISOString().slice(0, 10);
  const until = wallTime(`${day}T${end}`, timeZone) ?? time;
  // Set forward over the end, the clock is past it at once; set back over it, the moment may be the one before.
  const set = offsetChange(offsetsOf(timeZone), time, Math.max(time, until) + DAY_MS / 4);
  const candidates = [until, ...(set === null ? [] : [set])].filter((one) => one > time && !isQuiet(one, hours));
  return candidates.length === 0 ? afterwards(time, hours) : Math.min(...candidates);
}

/** Minute by minute, for what no rule foresaw: an end in the hour that autumn shows twice. */
function afterwards(time: number, hours: QuietHours): number {
  for (let at = Math.floor(time / MINUTE_MS) * MINUTE_MS + MINUTE_MS; at < time + 2 * DAY_MS; at += MINUTE_MS)
    if (!isQuiet(at, hours)) return at;
  return time;
}
