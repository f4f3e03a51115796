import type { Outgoing } from '../../notify/outgoing.ts';
import type { Alert } from '../alert.ts';
import type { Memory } from '../machine/memory.ts';
import { composeGroup, composeStorm, keyOf, type Telling } from './compose.ts';
import { inhibitorOf } from './inhibit.ts';
import type { Policy } from './policy.ts';
import { dueReason } from './reasons.ts';

export interface Told {
  outgoing: Outgoing[];
  /** Alerts whose `notified`, `told` or `mutedBy` changed. In each message's group the one that its key names comes last. */
  changed: Alert[];
}

/** Only a rule's alert mutes others: of thousands from outside none is looked at for each of the others. */
const RULES = 'rules';
const NEW: ReadonlySet<string> = new Set(['first', 'stale']);

/** Decides of every alert whether it is told now, why, and with which others. The memory given is changed. */
export function tellAll(alerts: ReadonlyMap<string, Alert>, now: number, memory: Memory, policy: Policy): Told {
  const firing = [...alerts.values()].filter(
    ({ state, labels }) => (state === 'firing' || state === 'recovering') && labels.source === RULES,
  );
  const changed: Alert[] = [];
  const due: Telling[] = [];
  for (const before of alerts.values()) {
    const mutedBy = mutedWhy(before, firing, policy);
    const alert = mutedBy === (before.mutedBy ?? null) ? before : { ...before, mutedBy };
    const reason = dueReason(alert, now, policy);
    const isTold = reason !== null && (mutedBy === null || isThrough(alert, reason.reason));
    if (isTold) due.push({ alert: forgetAck(alert, reason.reason), ...reason });
    else if (alert !== before) changed.push(alert);
  }
  const { outgoing, told } = dispatch(due, now, memory, policy);
  return { outgoing, changed: [...changed, ...told] };
}

/** Why an alert that may be due is not told, for whoever looks at it. */
function mutedWhy(alert: Alert, firing: readonly Alert[], policy: Policy): string | null {
  if (alert.state !== 'firing' && alert.state !== 'resolved') return null;
  const { silenced } = policy.overlay(alert);
  if (silenced !== null) return silenced;
  const inhibitor = alert.state === 'firing' ? inhibitorOf(alert, firing, policy.rules) : null;
  if (inhibitor !== null) return `${inhibitor.labels.alertname ?? 'another alert'} fires (${inhibitor.fingerprint})`;
  return alert.flapping ? 'it is flapping' : null;
}

/** What flaps is told once that it does, and when it becomes worse. */
function isThrough(alert: Alert, reason: Telling['reason']): boolean {
  return alert.mutedBy === 'it is flapping' && (reason === 'flapping' || reason === 'severity raised');
}

function forgetAck(alert: Alert, reason: Telling['reason']): Alert {
  return reason === 'acknowledgement expired' || reason === 'severity raised'
    ? { ...alert, acknowledged: null }
    : alert;
}

function dispatch(
  due: readonly Telling[],
  now: number,
  memory: Memory,
  policy: Policy,
): { outgoing: Outgoing[]; told: Alert[] } {
  const isNew = ({ reason }: Telling) => NEW.has(reason);
  const { together, single } = stormOf(due.filter(isNew), now, memory, policy);
  const outgoing: Outgoing[] = [];
  const told: Alert[] = [];
  if (together.length > 0 && memory.storm !== null) {
    const { startedAt, told: number } = memory.storm;
    const storm = composeStorm(together, { startedAt, number, withinMs: policy.storm.withinMs }, now, policy);
    outgoing.push(storm);
    for (const { alert } of together) told.push(noted(alert, 'storm', storm.key, now));
    countNew(together, now, memory, policy);
  }
  for (const group of groups([...single, ...due.filter((one) => !isNew(one))], now, policy)) {
    const message = composeGroup(group, now, policy);
    outgoing.push(message);
    countNew(group, now, memory, policy);
    const named = group.filter(({ alert, reason }) => keyOf(alert, reason) === message.key);
    // A crash between two of these files leaves the one that the key names untold: deciding again then makes the same key.
    for (const { alert, reason } of [...group.filter((one) => !named.includes(one)), ...named])
      told.push(noted(alert, reason, message.key, now));
  }
  return { outgoing, told };
}

function noted(alert: Alert, reason: Telling['reason'], key: string, now: number): Alert {
  const { severity } = alert;
  const entry = { at: new Date(now).toISOString(), reason, severity, key };
  return { ...alert, told: severity, notified: [...alert.notified, entry] };
}

/** Which new alerts are told in one summary now, and which each for itself. Those in neither wait for the next summary. */
function stormOf(
  news: readonly Telling[],
  now: number,
  memory: Memory,
  { storm }: Policy,
): { together: Telling[]; single: Telling[] } {
  memory.newAt = memory.newAt.filter((at) => now - at < storm.withinMs && at <= now);
  const isStorm = memory.newAt.length + news.length > storm.count;
  const { storm: before } = memory;
  const isRecent = before !== null && now - before.toldAt < storm.withinMs;
  if (!isStorm && !isRecent) {
    memory.storm = null;
    return { together: [], single: [...news] };
  }
  if (isRecent || news.length === 0) return { together: [], single: [] };
  memory.storm = { startedAt: before?.startedAt ?? now, toldAt: now, told: (before?.told ?? 0) + 1 };
  return { together: [...news], single: [] };
}

/** Counts what was told as new, up to what makes a storm. */
function countNew(tellings: readonly Telling[], now: number, memory: Memory, { storm }: Policy): void {
  const times = tellings.filter(({ reason }) => NEW.has(reason)).map(() => now);
  memory.newAt = [...memory.newAt, ...times].slice(-storm.count - 1);
}

type Group = [Telling, ...Telling[]];

/** By kind, reason and receivers. New alarms from outside that are not critical wait a little for others of their kind. */
function groups(tellings: readonly Telling[], now: number, policy: Policy): Group[] {
  const byKind = new Map<string, Group>();
  const isMany = tellings.length > policy.storm.count;
  for (const telling of tellings) {
    const { alert, reason, channels } = telling;
    const { alertname = '', source = '' } = alert.labels;
    // A message per critical alert: each is a thread of its own, and an incident.
    const own = alert.severity === 'critical' && reason !== 'resolved' ? alert.fingerprint : '';
    const kind = JSON.stringify(isMany && reason === 'resolved' ? reason : [alertname, source, reason, channels, own]);
    const group = byKind.get(kind);
    if (group === undefined) byKind.set(kind, [telling]);
    else group.push(telling);
  }
  return [...byKind.values()].filter((group) => group.some((telling) => hasWaited(telling, now, policy)));
}

function hasWaited({ alert, reason }: Telling, now: number, { groupWaitMs }: Policy): boolean {
  const waits = reason === 'first' && alert.severity !== 'critical' && alert.labels.source !== 'rules';
  return !waits || now - Date.parse(alert.firedAt ?? alert.activeAt) >= groupWaitMs;
}
