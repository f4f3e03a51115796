import { existsSync } from 'node:fs';
import { fingerprintOf, type Severity } from '../../core/alerts/alert.ts';
import type { ExternalAlarm } from '../../core/alerts/input.ts';
import { alertPath, listAlerts } from '../../core/alerts/store.ts';
import type { Layout } from '../../core/files/layout.ts';

/**
 * What the orchestrator finds that lasts and is over one day: alerts like any other, which can be acknowledged and silenced, get an incident
 * when they are critical, and are told to be over. By the first words of the desk's subject; the rest of it is the resource.
 */
const CONDITIONS: readonly (readonly [subject: string, alertname: string])[] = [
  ['failing', 'agent_failed'],
  ['spawn', 'agent_not_started'],
  ['overload', 'overload'],
  ['configuration', 'configuration'],
  ['data loss', 'data_loss'],
];
const SOURCE = 'orchestrator';
const LONGEST_RESOURCE = 120;

/** null: it is an event, told once, not a condition. */
export function labelsOf(subject: string): (ExternalAlarm['labels'] & { alertname: string }) | null {
  const condition = CONDITIONS.find(([word]) => subject === word || subject.startsWith(`${word} `));
  if (condition === undefined) return null;
  const [word, alertname] = condition;
  const resource = subject.slice(word.length + 1, word.length + 1 + LONGEST_RESOURCE);
  return { alertname, source: SOURCE, ...(resource === '' ? {} : { resource }) };
}

export function alarmOf(
  labels: ExternalAlarm['labels'],
  said: { severity: Severity; text: string; status: ExternalAlarm['status'] },
): ExternalAlarm {
  const { severity, text, status } = said;
  const startsAt = new Date().toISOString();
  return { labels, status, severity, message: text, value: null, threshold: null, unit: null, startsAt, endsAt: null };
}

/** Whether an alert of these labels is known, also from an orchestrator before this one. */
export function isKnown(at: Layout, labels: ExternalAlarm['labels']): boolean {
  return existsSync(alertPath(at, fingerprintOf(labels)));
}

/** Subjects of the conditions that an orchestrator before this one found and that nobody has said to be over. */
export function knownConditions(at: Layout): string[] {
  const open = [...listAlerts(at).alerts.values()].filter(
    ({ labels, state }) => labels.source === SOURCE && state !== 'resolved',
  );
  return open.flatMap(({ labels }) => {
    const [word] = CONDITIONS.find(([, alertname]) => alertname === labels.alertname) ?? [];
    return word === undefined ? [] : [labels.resource === undefined ? word : `${word} ${labels.resource}`];
  });
}
