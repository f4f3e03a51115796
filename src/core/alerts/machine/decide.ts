import type { Outgoing } from '../../notify/outgoing.ts';
import { type Alert, fingerprintOf } from '../alert.ts';
import type { ExternalAlarm, Observation } from '../input.ts';
import type { Policy } from '../policy/policy.ts';
import { tellAll } from '../policy/tell.ts';
import type { AlertEvent } from '../store.ts';
import { alarmStep } from './alarm-step.ts';
import type { Change } from './change.ts';
import { flapStep } from './flapping.ts';
import type { Memory } from './memory.ts';
import { observe } from './observe.ts';
import { rememberFiring } from './promote.ts';
import { ruleStep } from './rule-step.ts';
import { passTime } from './time-step.ts';

export interface Inputs {
  observations: readonly Observation[];
  alarms: readonly ExternalAlarm[];
}

export interface Decision {
  /** To be stored, in this order. */
  changed: Alert[];
  /** Fingerprints of alerts whose files go: they were only pending, or were resolved long enough ago. */
  forgotten: string[];
  outgoing: Outgoing[];
  events: AlertEvent[];
  memory: Memory;
}

/**
 * What the inputs and the time make of the alerts, and who is told what. Pure: the same arguments give the same decision, and none of
 * them is changed. `now` is epoch milliseconds; rules are judged by the times of their samples.
 */
export function decide(
  alerts: ReadonlyMap<string, Alert>,
  remembered: Memory,
  inputs: Inputs,
  now: number,
  policy: Policy,
): Decision {
  const memory = copyOf(remembered);
  const next = new Map(alerts);
  const events: AlertEvent[] = [];
  const apply = (fingerprint: string, change: Change | null) => {
    if (change === null) return;
    if (change.alert === null) next.delete(fingerprint);
    else next.set(fingerprint, change.alert);
    for (const event of change.events)
      if (event.what === 'firing') rememberFiring(memory, fingerprint, Date.parse(event.at), policy);
    events.push(...change.events);
  };
  for (const observation of bySampleTime(inputs.observations)) {
    const rule = policy.rules.get(observation.rule);
    if (rule === undefined) continue;
    const fingerprint = fingerprintOf(observation.labels);
    const judged = observe(memory, next.get(fingerprint), observation, rule, policy.outageToleranceMs);
    if (judged === null) continue;
    apply(fingerprint, ruleStep(next.get(fingerprint), judged, memory, policy));
    apply(fingerprint, flapStep(next.get(fingerprint), judged.track, observation.at, policy));
  }
  for (const alarm of inputs.alarms) {
    const fingerprint = fingerprintOf(alarm.labels);
    apply(fingerprint, alarmStep(next.get(fingerprint), alarm, now, memory, policy));
  }
  for (const alert of next.values()) apply(alert.fingerprint, passTime(alert, now, memory, policy));
  for (const alert of next.values()) {
    const incidentId = alert.incidentId ?? policy.incidentOf?.(alert.fingerprint) ?? null;
    if (incidentId !== alert.incidentId) next.set(alert.fingerprint, { ...alert, incidentId });
  }
  const told = tellAll(next, now, memory, policy);
  for (const alert of told.changed) {
    // Told last, stored last: see `tellAll`.
    next.delete(alert.fingerprint);
    next.set(alert.fingerprint, alert);
  }
  const changed = [...next.values()].filter((alert) => alerts.get(alert.fingerprint) !== alert);
  const forgotten = [...alerts.keys()].filter((fingerprint) => !next.has(fingerprint));
  return { changed, forgotten, outgoing: told.outgoing, events, memory };
}

/** Tracks are replaced, never changed, so one level is enough. */
function copyOf(memory: Memory): Memory {
  const { tracks, fired, read, newAt, writable } = memory;
  return {
    ...memory,
    tracks: { ...tracks },
    fired: { ...fired },
    read: { ...read },
    newAt: [...newAt],
    writable: [...writable],
  };
}

function bySampleTime(observations: readonly Observation[]): Observation[] {
  return [...observations].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
