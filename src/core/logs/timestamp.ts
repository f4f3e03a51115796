/** A time found in a line: characters `[start, end)`, and what stands for the minute ends at `minuteEnd`. */
export interface Timestamp {
  start: number;
  end: number;
  minuteEnd: number;
  format: TimestampFormat;
  /** To the microsecond and with its distance from UTC, as rsyslog writes times and few others. */
  isPrecise: boolean;
  /** Milliseconds since 1970; null where the digits are no time that exists. */
  at: number | null;
}

export interface TimestampFormat {
  name: string;
  /** Sticky. Its named groups are the parts; `minute` ends what lines of one minute have in common. */
  pattern: RegExp;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(?<monthName>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?';
const YEAR = '(?<year>(?:19|20)\\d\\d)';
const MM = '(?<month>0[1-9]|1[0-2])';
const DD = '(?<day>0[1-9]|[12]\\d|3[01])';
const D = '(?<day>[ 0]?[1-9]|[12]\\d|3[01])';
const CLOCK = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d)';
const SECONDS = '(?::(?<second>[0-5]\\d|60)(?:[.,:](?<fraction>\\d{1,9}))?)';
const ZONE = '(?: ?(?<zone>Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?';
const END = '(?![\\w])';

function format(name: string, ...parts: string[]): TimestampFormat {
  return { name, pattern: new RegExp(parts.join(''), 'dy') };
}

/** The kinds of time that logs begin their lines with, the more exact before those that would match a part of them. */
export const TIMESTAMP_FORMATS: readonly TimestampFormat[] = [
  format('iso', YEAR, '-', MM, '-', DD, '[T _]', CLOCK, `${SECONDS}?`, ZONE, END),
  format(
    'dashed',
    YEAR,
    '-',
    MM,
    '-',
    DD,
    '-',
    '(?<hour>[01]\\d|2[0-3])[.:](?<minute>[0-5]\\d)[.:](?<second>[0-5]\\d)(?:[.,](?<fraction>\\d{1,9}))?',
    END,
  ),
  format('slashed', YEAR, '[/.]', MM, '[/.]', DD, '[- T]', CLOCK, SECONDS, ZONE, END),
  format('short-slashed', '(?<shortYear>\\d\\d)/', MM, '/', DD, ' ', CLOCK, SECONDS, END),
  format(
    'american',
    '(?<month>0?[1-9]|1[0-2])/(?<day>0?[1-9]|[12]\\d|3[01])/',
    YEAR,
    ',? ',
    '(?<hour>\\d{1,2}):(?<minute>[0-5]\\d)',
    SECONDS,
    '(?: (?<half>[AP]M))?',
    END,
  ),
  format(
    'compact',
    YEAR,
    MM,
    DD,
    '[-T ]?',
    '(?<hour>[01]?\\d|2[0-3]):?(?<minute>[0-5]?\\d):?(?<second>[0-5]?\\d)(?:[.,:](?<fraction>\\d{1,9}))?',
    ZONE,
    END,
  ),
  format('access', `${D}/`, MONTH, '/', YEAR, ':', CLOCK, SECONDS, ZONE, END),
  format('day-first', D, '[- ]', MONTH, '[- ]', YEAR, ',? ', CLOCK, SECONDS, ZONE, END),
  format('named', `${DAY_NAME} `, MONTH, ` ${D} `, CLOCK, SECONDS, '(?: [A-Z]{3,4})?', '(?: ', YEAR, ')?', END),
  format('mail', `${DAY_NAME} `, D, ' ', MONTH, ' ', YEAR, ' ', CLOCK, SECONDS, ZONE, END),
  format('syslog', MONTH, ` +(?<day>[1-9]|0[1-9]|[12]\\d|3[01])(?:,? `, YEAR, ')?,? ', CLOCK, SECONDS, END),
  format('month-day', MM, '[-./]', DD, '[ T]', CLOCK, SECONDS, END),
  format('glog', '(?<letter>[IWEFD])', MM, DD, ' ', CLOCK, SECONDS, END),
  format(
    'digits',
    '(?<shortYear>\\d\\d)',
    MM,
    DD,
    ' ',
    '(?<hour>[01]\\d|2[0-3])(?<minute>[0-5]\\d)(?<second>[0-5]\\d)',
    END,
  ),
  format('digits-clock', '(?<shortYear>\\d\\d)', MM, DD, ' +', '(?<hour>\\d{1,2}):(?<minute>[0-5]\\d)', SECONDS, END),
  format('epoch', '(?<epoch>1[0-9]{9})(?:(?<milli>\\d{3})(?:\\d{3}){0,2}|\\.\\d{1,9})?', END),
  format('date', YEAR, '[-./]', MM, '[-./]', DD, END),
  format('clock', CLOCK, SECONDS, END),
];

const LETTER_FIRST = new Set(['named', 'mail', 'syslog', 'glog']);
const BY_FIRST = {
  letter: TIMESTAMP_FORMATS.filter(({ name }) => LETTER_FIRST.has(name)),
  digit: TIMESTAMP_FORMATS.filter(({ name }) => !LETTER_FIRST.has(name)),
  none: [],
} as const;

/** Most words begin no time: only what can begin with this letter or digit is tried. */
function candidatesAt(line: string, start: number): readonly TimestampFormat[] {
  const first = line.charCodeAt(start);
  if ((first >= 48 && first <= 57) || first === 32) return BY_FIRST.digit;
  return first >= 65 && first <= 90 ? BY_FIRST.letter : BY_FIRST.none;
}

/** Logs without a year are of the last twelve months: a day ahead is left for clocks and zones that differ. */
const AHEAD_MS = 86_400_000;

/** Finds the time that begins at `start`, of any format or only of one. `now` gives the year, and the day, where the line does not; times without zone are local. */
export function timestampAt(line: string, start: number, now: Date, only?: TimestampFormat): Timestamp | null {
  for (const candidate of only === undefined ? candidatesAt(line, start) : [only]) {
    candidate.pattern.lastIndex = start;
    const match = candidate.pattern.exec(line);
    if (match === null) continue;
    const minute = match.indices?.groups?.minute?.[1];
    return {
      start,
      end: start + match[0].length,
      minuteEnd: minute ?? start + match[0].length,
      format: candidate,
      isPrecise: match.groups?.fraction?.length === 6 && /\d/.test(match.groups.zone ?? ''),
      at: timeOf(match.groups ?? {}, now),
    };
  }
  return null;
}

function timeOf(part: Partial<Record<string, string>>, now: Date): number | null {
  if (part.epoch !== undefined) return Number(part.epoch) * 1000 + Number(part.milli ?? 0);
  const number = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : Number(text));
  const month = part.monthName === undefined ? number(part.month, 0) - 1 : MONTHS.indexOf(part.monthName.toLowerCase());
  const hasDay = month >= 0;
  const given = part.year === undefined ? undefined : Number(part.year);
  const short = part.shortYear === undefined ? undefined : 2000 + Number(part.shortYear);
  const year = given ?? short ?? now.getFullYear();
  const half = part.half === undefined ? null : part.half;
  const hour = (number(part.hour, 0) % (half === null ? 24 : 12)) + (half === 'PM' ? 12 : 0);
  const clock = [
    hour,
    number(part.minute, 0),
    number(part.second, 0),
    Number(`0.${part.fraction ?? '0'}`) * 1000,
  ] as const;
  const day = number(part.day, 1);
  const at = (inYear: number) =>
    part.zone === undefined
      ? (hasDay
          ? new Date(inYear, month, day, ...clock)
          : new Date(now.getFullYear(), now.getMonth(), now.getDate(), ...clock)
        ).getTime()
      : Date.UTC(inYear, month, day, ...clock) - zoneMs(part.zone);
  let time = at(year);
  if (given === undefined && short === undefined && time > now.getTime() + AHEAD_MS) time = at(year - 1);
  return Number.isFinite(time) ? Math.trunc(time) : null;
}

function zoneMs(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}
