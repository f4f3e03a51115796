import { type Alert, fingerprintOf } from '../alert.ts';
import type { Observation } from '../input.ts';
import type { Rule } from '../rules/rule.ts';
import type { Memory } from './memory.ts';
import { isTrivial, newTrack, raisedLevel, type Track, withSample } from './track.ts';

/** What a sample made of the track of one series. */
export interface Judged {
  fingerprint: string;
  rule: Rule;
  observation: Observation;
  track: Track;
  /** What the rule judges of it: the value, a rate, hours. Null: nothing yet. */
  value: number | null;
}

/** The labels of a rule's alert: what it is about, never how bad it is. */
export function labelsOf(
  rule: Pick<Rule, 'name' | 'metric' | 'labels'>,
  resource: string | null,
): Record<string, string> {
  const about = { alertname: rule.name, source: 'rules', metric: rule.metric };
  return { ...rule.labels, ...about, ...(resource === null ? {} : { resource }) };
}

/**
 * Takes one observation into its track. Null where it says nothing: the reading failed, or it is not newer than what is known. The
 * memory given is changed.
 */
export function observe(
  memory: Memory,
  alert: Alert | undefined,
  observation: Observation,
  rule: Rule,
  outageToleranceMs: number,
): Judged | null {
  const at = Date.parse(observation.at);
  const value = rule.kind === 'absence' ? Number(observation.value === null) : observation.value;
  if (value === null || !Number.isFinite(value) || Number.isNaN(at)) return null;
  const fingerprint = fingerprintOf(observation.labels);
  const known = memory.tracks[fingerprint];
  const before = known?.rule === rule.name ? begunAnew(known, alert) : restored(alert, rule);
  if (at <= before.at) return null;
  const everyMs = observation.everyMs ?? null;
  const { track, judged } = withSample(before, rule, at, value, everyMs, outageToleranceMs);
  if (isTrivial(track, rule)) delete memory.tracks[fingerprint];
  else memory.tracks[fingerprint] = track;
  return { fingerprint, rule, observation, track, value: judged };
}

/** What a person called over while its condition still holds must hold for as long as ever to fire again. */
function begunAnew(track: Track, alert: Alert | undefined): Track {
  const byHand = alert?.state === 'resolved' && !alert.flapping && raisedLevel(track) !== null;
  return byHand ? { ...newTrack(track.rule), at: track.at, states: track.states } : track;
}

/** The track of an alert whose memory was lost: what it is, it stays. */
function restored(alert: Alert | undefined, rule: Rule): Track {
  const track = newTrack(rule.name);
  if (alert === undefined || alert.state === 'resolved') return track;
  const since = Date.parse(alert.activeAt);
  const raised = alert.state !== 'pending';
  track.at = Date.parse(alert.sampleAt ?? alert.updatedAt);
  for (const name of alert.severity === 'critical' ? (['warning', 'critical'] as const) : (['warning'] as const)) {
    const value = alert.value ?? rule.limits[name]?.value ?? null;
    if (rule.limits[name] === null) continue;
    track.levels[name] = { ...track.levels[name], since, badSince: since, bad: 1, raised, peak: raised ? value : null };
  }
  return track;
}
