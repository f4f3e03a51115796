import type { Report } from '../report.ts';
import { localTime } from '../time/zone.ts';

/** Writes moments as the clocks of the report's zone showed them. */
export interface Clock {
  /** `14:32` on the day of a daily report, else `10-05 14:32`. The end of the period is 24:00 of its last day. */
  moment(time: string): string;
  /** `2026-10-05 14:32` */
  full(time: string): string;
  /** `14:00 to 15:20`, the day said once where both lie on one. */
  ends(span: { from: string; to: string }): [from: string, to: string];
}

export function clockOf({ kind, period }: Report): Clock {
  const { zone } = period;
  const parts = (time: string) => {
    const { day, hour, minute } = localTime(Date.parse(time), zone);
    return { day, hour: two(hour), minute: two(minute) };
  };
  const read = (time: string) => {
    const isEnd = period.complete && time === period.to;
    return isEnd ? { day: period.lastDay, hour: '24', minute: '00' } : parts(time);
  };
  const moment = (time: string) => {
    const { day, hour, minute } = read(time);
    const ofToday = kind === 'daily' && day === period.firstDay;
    const date = day.slice(0, 4) === period.firstDay.slice(0, 4) ? day.slice(5) : day;
    return ofToday ? `${hour}:${minute}` : `${date} ${hour}:${minute}`;
  };
  return {
    moment,
    full(time) {
      const { day, hour, minute } = read(time);
      return `${day} ${hour}:${minute}`;
    },
    ends(span) {
      const [from, to] = [moment(span.from), moment(span.to)];
      const [date] = from.split(' ');
      return [from, from.includes(' ') && to.startsWith(`${date} `) ? to.slice((date ?? '').length + 1) : to];
    },
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
