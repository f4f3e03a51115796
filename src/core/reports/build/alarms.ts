import type { Notification } from '../../notify/tell.ts';
import { clean, iso } from '../gather/clean.ts';
import type { Alarm, Alarms } from '../report-parts.ts';
import { localTime } from '../time/zone.ts';
import type { Stretch, Timed } from './input.ts';

const MOST_LISTED = 20;
/** From so many on a common hour is a habit and no accident. */
const HABIT = 3;

/** What a person was told in a stretch, one line for each subject: the most frequent first. */
export function alarmsOf(
  told: readonly Timed<Notification>[],
  span: Stretch,
  before: Stretch | null,
  zone: string,
): Alarms {
  const inside = told.filter(({ time }) => time >= span.from && time < span.to);
  const bySeverity: Record<string, number> = {};
  const bySubject = new Map<string, Timed<Notification>[]>();
  for (const entry of inside) {
    const severity = clean(entry.value.severity, 20) || 'unknown';
    bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
    const subject = clean(entry.value.subject, 120);
    const entries = bySubject.get(subject);
    if (entries === undefined) bySubject.set(subject, [entry]);
    else entries.push(entry);
  }
  const list = [...bySubject].map(([subject, entries]) => alarmOf(subject, entries, zone));
  list.sort((one, other) => other.count - one.count || (one.subject < other.subject ? -1 : 1));
  const earlier = told.filter(({ time }) => before !== null && time >= before.from && time < before.to).length;
  return {
    total: inside.length,
    before: before === null ? null : earlier,
    bySeverity,
    delivered: inside.filter(({ value }) => value.delivered !== null && value.delivered !== undefined).length,
    list: list.slice(0, MOST_LISTED),
  };
}

function alarmOf(subject: string, entries: readonly Timed<Notification>[], zone: string): Alarm {
  const [first] = entries;
  const last = entries.at(-1);
  const local = entries.map(({ time }) => localTime(time, zone));
  return {
    subject,
    severity: clean(last?.value.severity, 20) || 'unknown',
    count: entries.length,
    days: new Set(local.map(({ day }) => day)).size,
    first: iso(first?.time ?? 0),
    last: iso(last?.time ?? 0),
    text: clean(last?.value.text),
    usualHour: usualHour(local.map(({ hour }) => hour)),
  };
}

function usualHour(hours: readonly number[]): number | null {
  if (hours.length < HABIT) return null;
  const counts = new Map<number, number>();
  for (const hour of hours) counts.set(hour, (counts.get(hour) ?? 0) + 1);
  const [top] = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  return top !== undefined && top[1] * 2 > hours.length ? top[0] : null;
}
