import type { Layout } from '../../files/layout.ts';
import { type Alert, fingerprintOf } from '../alert.ts';
import { commitDecision } from '../commit.ts';
import type { ExternalAlarm } from '../input.ts';
import { decideLinked, noteDecision } from '../linked.ts';
import { readMemory } from '../machine/memory.ts';
import type { Policy } from '../policy/policy.ts';
import { changeAlerts, listAlerts } from '../store.ts';
import { syncAlerts, writeManyAlerts } from './many-alerts.ts';
import type { Take } from './take.ts';

/** More than these are not written one after the other: each would be waited for, and the event loop with it. */
const MANY = 20;

/**
 * Makes alerts of alarms, and messages in the outbox. Durable when it is done; the same alarm a second time changes nothing. Messages and
 * history are synced before any alert is written, as `commitDecision` does it.
 */
export function intoAlerts(at: Layout, policy: () => Policy, clock: () => number = Date.now): Take {
  return async (alarms) => {
    for (const together of decidable(alarms)) {
      const unsynced = changeAlerts(at, () => commit(at, together, clock(), policy()));
      await syncAlerts(at, unsynced);
    }
  };
}

/** The same for a few alarms; durable when it returns. */
export function raiseNow(at: Layout, alarms: readonly ExternalAlarm[], policy: Policy, now: number): void {
  changeAlerts(at, () => commit(at, alarms, now, policy));
}

/** Returns the alerts that are written, but not yet synced. */
function commit(at: Layout, alarms: readonly ExternalAlarm[], now: number, policy: Policy): readonly Alert[] {
  const { alerts } = listAlerts(at);
  const concerned = concernedBy(alarms, alerts);
  const decision = decideLinked(at, concerned, readMemory(at), { observations: [], alarms }, now, policy);
  const { changed } = decision;
  const isMany = changed.length > MANY;
  commitDecision(at, isMany ? { ...decision, changed: [] } : decision, now);
  noteDecision(at, decision, alerts, now);
  if (!isMany) return [];
  writeManyAlerts(at, changed);
  return changed;
}

/**
 * The alerts that alarms are of, and those that may explain them. All others are judged when time passes: with each of them in each
 * batch, a burst of 20,000 would take minutes.
 */
function concernedBy(alarms: readonly ExternalAlarm[], alerts: ReadonlyMap<string, Alert>): ReadonlyMap<string, Alert> {
  const meant = new Set(alarms.map(({ labels }) => fingerprintOf(labels)));
  return new Map(
    [...alerts].filter(([fingerprint, { labels }]) => meant.has(fingerprint) || labels.source === 'rules'),
  );
}

/** What came and went while nobody looked is told, too: of an alarm that is over, an earlier decision must have seen that it began. */
function decidable(alarms: readonly ExternalAlarm[]): ExternalAlarm[][] {
  const parts: ExternalAlarm[][] = [];
  let part: ExternalAlarm[] = [];
  let begun = new Set<string>();
  for (const alarm of alarms) {
    const fingerprint = fingerprintOf(alarm.labels);
    if (alarm.status === 'resolved' && begun.has(fingerprint)) {
      parts.push(part);
      part = [];
      begun = new Set();
    }
    if (alarm.status === 'firing') begun.add(fingerprint);
    part.push(alarm);
  }
  return part.length === 0 ? parts : [...parts, part];
}
