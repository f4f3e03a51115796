import { errorText } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { keepMoment } from '../incidents/evidence/moment.ts';
import { linkAlerts, noteIfAllClear, noteOnIncident, openForAlert } from '../incidents/for-alert.ts';
import type { Alert } from './alert.ts';
import { type Decision, decide, type Inputs } from './machine/decide.ts';
import type { Memory } from './machine/memory.ts';
import type { Policy } from './policy/policy.ts';
import type { AlertEvent } from './store.ts';

/** More critical alerts at once are one trouble: they share an incident, and no file grows by a line for each of thousands. */
const MOST_INCIDENTS = 20;

export interface Linked extends Decision {
  /** Why an incident could not be opened or written; `noteDecision` adds to it. */
  problems: string[];
}

/**
 * `decide`, with an incident for every alert that is critical: it is there before anybody is told, so that the message can name it. Deciding
 * again finds the same incidents. Call it inside `changeAlerts`.
 */
export function decideLinked(
  at: Layout,
  alerts: ReadonlyMap<string, Alert>,
  memory: Memory,
  inputs: Inputs,
  now: number,
  policy: Policy,
): Linked {
  const problems: string[] = [];
  const decision = decide(alerts, memory, inputs, now, policy);
  attempt(() => keepMoments(at, alerts, decision, now), problems);
  const serious = decision.changed.filter((alert) => wantsIncident(alert, policy));
  if (serious.length === 0) return { ...decision, problems };
  const incidents = incidentsOf(at, serious, now, problems);
  const incidentOf = (fingerprint: string) => incidents.get(fingerprint) ?? null;
  return { ...decide(alerts, memory, inputs, now, { ...policy, incidentOf }), problems };
}

/** Incidents are what a person follows up; that one cannot be written must not keep anybody from being told. */
function attempt<T>(act: () => T, problems: string[]): T | null {
  try {
    return act();
  } catch (error) {
    const problem = `the incident could not be written: ${errorText(error)}`;
    if (!problems.includes(problem)) problems.push(problem);
    return null;
  }
}

/** What the machine did when an alert began is known only then: `ops alerts explain` shows it for as long as the alert is kept. */
function keepMoments(at: Layout, alerts: ReadonlyMap<string, Alert>, { changed }: Decision, now: number): void {
  const begun = changed.filter(
    ({ fingerprint, state }) => state === 'firing' && alerts.get(fingerprint)?.state !== 'firing',
  );
  for (const alert of begun.slice(0, MOST_INCIDENTS)) keepMoment(at, alert, now);
}

function wantsIncident(alert: Alert, policy: Policy): boolean {
  const isSerious = alert.severity === 'critical' && alert.state === 'firing' && alert.incidentId === null;
  return isSerious && policy.overlay(alert).silenced === null;
}

function incidentsOf(at: Layout, serious: readonly Alert[], now: number, problems: string[]): Map<string, string> {
  const [first, ...others] = serious;
  const isMany = serious.length > MOST_INCIDENTS;
  const openFor = (alert: Alert | undefined) =>
    alert === undefined ? null : attempt(() => openForAlert(at, alert, now), problems);
  if (!isMany) return new Map(serious.flatMap((alert) => linkOf(alert, openFor(alert))));
  const id = openFor(first);
  if (id === null) return new Map();
  const text = `${others.length} more critical alerts with it: ops alerts list`;
  attempt(() => noteOnIncident(at, id, { at: new Date(now).toISOString(), by: 'alerts', text }), problems);
  const named = serious.map(({ fingerprint }) => fingerprint);
  attempt(() => linkAlerts(at, id, named), problems);
  return new Map(serious.flatMap((alert) => linkOf(alert, id)));
}

function linkOf({ fingerprint }: Alert, id: string | null): (readonly [string, string])[] {
  return id === null ? [] : [[fingerprint, id]];
}

/** Writes what became of alerts into their incidents. After the decision is stored; the same line is written once. */
export function noteDecision(at: Layout, decision: Linked, alerts: ReadonlyMap<string, Alert>, now: number): void {
  const next = new Map([...alerts, ...decision.changed.map((alert) => [alert.fingerprint, alert] as const)]);
  const noted = new Map<string, AlertEvent[]>();
  for (const event of decision.events) {
    const id = next.get(event.fingerprint)?.incidentId ?? null;
    if (id !== null && event.what !== 'pending') noted.set(id, [...(noted.get(id) ?? []), event]);
  }
  for (const [id, events] of noted) {
    const note = () => {
      for (const event of events.slice(0, MOST_INCIDENTS))
        noteOnIncident(at, id, { at: event.at, by: 'alerts', text: lineOf(event) });
      noteIfAllClear(at, id, next, now);
    };
    attempt(note, decision.problems);
  }
}

function lineOf({ alertname, what, severity, value, text }: AlertEvent): string {
  const reading = value === null ? '' : ` at ${value}`;
  return `${alertname} ${what} (${severity}${reading})${text === null ? '' : `: ${text}`}`;
}
