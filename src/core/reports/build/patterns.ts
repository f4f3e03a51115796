import type { AuditEntry } from '../../healing/audit/entry.ts';
import type { Alarms, Incident, Pattern } from '../report-events.ts';
import { habitOf, RECURRING } from './habit.ts';
import type { Timed } from './input.ts';

/** What came so often within a period that its cause should be looked for. @param opened incidents that were opened in it */
export function patternsOf(
  { alerts, list: news }: Alarms,
  opened: readonly Incident[],
  audit: readonly Timed<AuditEntry>[],
  zone: string,
): Pattern[] {
  const told = alerts.list.map(({ alertname, resource, times, days, usualHour, usualWeekday }): Pattern => {
    return { kind: 'alert', subject: alertname, target: resource, times, days, usualHour, usualWeekday };
  });
  const names = new Set(alerts.list.map(({ title }) => title));
  const incidents = groups(opened.map(({ title, openedAt }) => [title, null, Date.parse(openedAt)]))
    // An alert opens incidents under its own title: it is told once.
    .filter(({ subject }) => !names.has(subject))
    .map((group) => patternOf('incident', group, zone));
  const runs = audit.filter(({ value }) => value.kind === 'run ended');
  const playbooks = groups(
    runs.map(({ time, value }) => [value.playbook ?? 'unknown', value.target ?? 'unknown', time]),
  ).map((group) => patternOf('playbook', group, zone));
  const own = news.map(({ subject, count, days, usualHour, usualWeekday }): Pattern => {
    return { kind: 'news', subject, target: null, times: count, days, usualHour, usualWeekday };
  });
  return [told, incidents, playbooks, own].flatMap((list) =>
    list.filter(({ times }) => times >= RECURRING).sort((one, other) => other.times - one.times),
  );
}

interface Group {
  subject: string;
  target: string | null;
  times: number[];
}

function groups(entries: readonly (readonly [subject: string, target: string | null, time: number])[]): Group[] {
  const found = new Map<string, Group>();
  for (const [subject, target, time] of entries) {
    const key = JSON.stringify([subject, target]);
    const group = found.get(key);
    if (group === undefined) found.set(key, { subject, target, times: [time] });
    else group.times.push(time);
  }
  return [...found.values()];
}

function patternOf(kind: Pattern['kind'], { subject, target, times }: Group, zone: string): Pattern {
  return { kind, subject, target, times: times.length, ...habitOf(times, zone) };
}
