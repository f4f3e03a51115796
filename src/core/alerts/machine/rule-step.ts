import { type Alert, unsaid } from '../alert.ts';
import type { Policy } from '../policy/policy.ts';
import { ruleMessage } from '../rules/message.ts';
import { unitOf } from '../rules/metric-names.ts';
import { LEVELS, type LevelName } from '../rules/rule.ts';
import { type Change, episodeOf, eventOf, withSeverity } from './change.ts';
import type { Memory } from './memory.ts';
import type { Judged } from './observe.ts';
import { promoted } from './promote.ts';
import { isRecovering, pendingLevel, raisedLevel } from './track.ts';

/** What a judged sample makes of the alert of its series. */
export function ruleStep(alert: Alert | undefined, judged: Judged, memory: Memory, policy: Policy): Change | null {
  const { track, observation } = judged;
  const { at } = observation;
  if (alert?.sampleAt !== undefined && alert.sampleAt !== null && at <= alert.sampleAt && alert.state !== 'resolved')
    return null;
  const level = raisedLevel(track);
  const isActive = alert !== undefined && alert.state !== 'resolved';
  if (!isActive) return begun(alert, judged, level ?? pendingLevel(track), level !== null, policy);
  if (level === null && alert.state === 'pending') {
    const pending = pendingLevel(track);
    if (pending === null) return { alert: null, events: [] };
    return { alert: filled(sinceNow(alert, judged), judged, pending, policy), events: [] };
  }
  if (level === null) {
    const over: Alert = { ...filled(alert, judged, null, policy), state: 'resolved', resolvedAt: at };
    over.clearedAt ??= at;
    return { alert: over, events: [eventOf(over, 'resolved', at)] };
  }
  return goesOn(alert, judged, level, memory, policy);
}

function begun(
  before: Alert | undefined,
  judged: Judged,
  level: LevelName | null,
  raised: boolean,
  policy: Policy,
): Change | null {
  if (level === null) return null;
  const { track, observation, fingerprint } = judged;
  const { at, labels } = observation;
  // While it flaps it is one and the same episode, however often it comes and goes.
  if (before?.flapping === true && raised) {
    const again: Alert = {
      ...filled(before, judged, level, policy),
      state: 'firing',
      clearedAt: null,
      resolvedAt: null,
    };
    return { alert: again, events: [eventOf(again, 'firing', at)] };
  }
  const activeAt = activeSince(track, at);
  const fresh: Alert = {
    version: 1,
    fingerprint,
    episode: episodeOf(activeAt, before),
    labels,
    severity: level,
    state: raised ? 'firing' : 'pending',
    ...unsaid(),
    activeAt,
    firedAt: raised ? at : null,
    updatedAt: at,
    flapping: before?.flapping ?? false,
  };
  const alert = filled(fresh, judged, level, policy);
  return { alert, events: raised ? [eventOf(alert, 'firing', at)] : [] };
}

/** The earliest time from which on it is bad at any severity. */
function activeSince({ levels }: Judged['track'], at: string): string {
  const times = LEVELS.flatMap((name) => levels[name].since ?? []);
  return times.length === 0 ? at : new Date(Math.min(...times)).toISOString();
}

/** After an outage what is pending begins anew, as another episode. */
function sinceNow(alert: Alert, { track, observation }: Judged): Alert {
  const activeAt = activeSince(track, observation.at);
  return activeAt === alert.activeAt ? alert : { ...alert, activeAt, episode: episodeOf(activeAt, alert) };
}

function goesOn(before: Alert, judged: Judged, level: LevelName, memory: Memory, policy: Policy): Change {
  const { track, observation } = judged;
  const { at } = observation;
  const state = isRecovering(track) ? 'recovering' : 'firing';
  const alert: Alert = {
    ...filled(before, judged, level, policy),
    state,
    firedAt: before.firedAt ?? at,
    clearedAt: state === 'recovering' ? (before.clearedAt ?? at) : null,
  };
  if (before.state === 'pending') {
    const fired = { ...alert, severity: promoted(level, alert, Date.parse(at), memory, policy) };
    return { alert: fired, events: [eventOf(fired, 'firing', at)] };
  }
  const change = withSeverity(alert, promoted(level, alert, Date.parse(at), memory, policy), at);
  return state === before.state ? change : { ...change, events: [eventOf(alert, state, at), ...change.events] };
}

/** With the newest value, and the text for it. */
function filled(alert: Alert, judged: Judged, level: LevelName | null, { locale }: Policy): Alert {
  const { rule, value, observation } = judged;
  const threshold = level === null ? alert.threshold : (rule.limits[level]?.value ?? null);
  const unit = rule.kind === 'threshold' ? unitOf(rule.metric) : null;
  const { labels, at, detail = null } = observation;
  // A value of 1 for "it has failed" tells a person nothing.
  const isFlag = FLAGS.test(rule.metric) || rule.kind === 'absence';
  const shown = isFlag ? { value: null, threshold: null } : { value, threshold };
  const facts = { ...shown, resource: labels.resource ?? null, detail };
  // What is over keeps the words for what it was, and so does what is merely not reported any more.
  const isMute = level === null || (isFlag && detail === null && alert.message !== '');
  const message = isMute ? alert.message : ruleMessage(rule, facts, locale);
  const severity = alert.state === 'pending' && level !== null ? level : alert.severity;
  return { ...alert, ...shown, severity, unit, message, updatedAt: at, sampleAt: at };
}

const FLAGS =
  /^(?:check_level|agent_failed|unit_failed|mount_read_only|clock_unsynchronised|log_finding_level|sample_age_intervals)$/;
