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

/** Returns the alerts that are written, but not yet synced. */
function commit(at: Layout, alarms: readonly ExternalAlarm[], now: number, policy: Policy): readonly Alert[] {
  const { alerts } = listAlerts(at);
  const decision = decideLinked(at, alerts, readMemory(at), { observations: [], alarms }, now, policy);
  const { changed } = decision;
  const isMany = changed.length > MANY;
  commitDecision(at, isMany ? { ...decision, changed: [] } : decision, now);
  noteDecision(at, decision, alerts, now);
  if (!isMany) return [];
  writeManyAlerts(at, changed);
  return changed;
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
