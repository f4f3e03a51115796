import type { Notification } from '../../notify/tell.ts';
import { clean, iso } from '../gather/clean.ts';
import type { Alarm, Alarms } from '../report-events.ts';
import { alertsOf } from './alerts.ts';
import { confirmedBy, deliveriesOf } from './deliveries.ts';
import { habitOf } from './habit.ts';
import type { Input, Stretch, Timed } from './input.ts';

const MOST_LISTED = 20;

/** Which alerts fired in a stretch, what the orchestrator told, one line for each subject, and what became of the messages. */
export function alarmsOf(
  { notifications: told, alertEvents, deliveries }: Pick<Input, 'notifications' | 'alertEvents' | 'deliveries'>,
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
    delivered: confirmedBy(span.to, inside, deliveries),
    list: list.slice(0, MOST_LISTED),
    alerts: alertsOf(alertEvents, deliveries, span, before, zone),
    deliveries: deliveriesOf(deliveries, span),
  };
}

function alarmOf(subject: string, entries: readonly Timed<Notification>[], zone: string): Alarm {
  const [first] = entries;
  const last = entries.at(-1);
  return {
    subject,
    severity: clean(last?.value.severity, 20) || 'unknown',
    count: entries.length,
    first: iso(first?.time ?? 0),
    last: iso(last?.time ?? 0),
    text: clean(last?.value.text),
    ...habitOf(
      entries.map(({ time }) => time),
      zone,
    ),
  };
}
