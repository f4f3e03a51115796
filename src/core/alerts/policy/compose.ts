import type { Outgoing } from '../../notify/outgoing.ts';
import { alarmText, factsOf, resolvedText } from '../../notify/texts/alarm.ts';
import { stormText } from '../../notify/texts/many.ts';
import type { Told } from '../../notify/texts/words.ts';
import type { Alert, NotifyReason, Severity } from '../alert.ts';
import { heldUntil } from './held.ts';
import type { Policy } from './policy.ts';
import type { Due } from './reasons.ts';
import { isWorse, worst } from './severity.ts';

/** So many of a group are named besides the first. */
const MOST_LISTED = 20;

/** An alert that is told now, and why. */
export interface Telling extends Due {
  alert: Alert;
}

/** `<fingerprint>:<episode>:<reason>:<n>`: the same decision made twice has the same key, and is queued once. */
export function keyOf({ fingerprint, episode, notified }: Alert, reason: NotifyReason): string {
  const count = notified.filter((one) => one.reason === reason).length;
  return `${fingerprint}:${episode}:${reason}:${count + 1}`;
}

/** How urgent a message is: that of something that is over is as urgent as what was told of it, so that it follows as fast. */
function urgencyOf({ alert, reason }: Telling): Severity {
  const told = alert.notified.map(({ severity }) => severity);
  return reason === 'resolved' ? told.reduce(worst, 'info') : alert.severity;
}

/** One message for the alerts of one kind that are told for one reason. They are never none. */
export function composeGroup(group: readonly [Telling, ...Telling[]], now: number, policy: Policy): Outgoing {
  const [first, ...more] = [...group].sort(byUrgency) as [Telling, ...Telling[]];
  const severity = urgencyOf(first);
  const { title, text } = toldOf(first, now, policy);
  const others = more.slice(0, MOST_LISTED).map((telling) => `- ${toldOf(telling, now, policy).title}`);
  if (more.length > MOST_LISTED) others.push(`- … (+${more.length - MOST_LISTED}): ops alerts list`);
  return {
    key: keyOf(first.alert, first.reason),
    severity,
    title: more.length === 0 ? title : `${title} (+${more.length})`,
    text: more.length === 0 ? text : [text, '', ...others].join('\n'),
    channels: first.channels,
    deliverAfter: heldUntil(severity, now, policy),
    thread: `${first.alert.fingerprint}:${first.alert.episode}`,
    resolves: first.reason === 'resolved',
  };
}

function byUrgency(one: Telling, other: Telling): number {
  const [mine, others] = [urgencyOf(one), urgencyOf(other)];
  if (mine !== others) return isWorse(mine, others) ? -1 : 1;
  return one.alert.fingerprint < other.alert.fingerprint ? -1 : 1;
}

function toldOf({ alert, reason }: Telling, now: number, { locale, timeZone }: Policy): Told {
  const facts = factsOf(alert, { locale, timeZone, now: new Date(now).toISOString(), reason });
  return reason === 'resolved' ? resolvedText(facts) : alarmText(facts);
}

export interface StormNews {
  startedAt: number;
  /** The how manieth summary of this storm it is, from 1. */
  number: number;
  withinMs: number;
}

/** One message for very many. */
export function composeStorm(tellings: readonly Telling[], storm: StormNews, now: number, policy: Policy): Outgoing {
  const sorted = [...tellings].sort(byUrgency);
  const severity = sorted.map(urgencyOf).reduce(worst, 'info');
  const titles = sorted.slice(0, MOST_LISTED).map((telling) => toldOf(telling, now, policy).title);
  const { locale } = policy;
  const count = tellings.length;
  return {
    key: `storm:${storm.startedAt.toString(36)}:storm:${storm.number}`,
    severity,
    ...stormText({ locale, count, withinMs: storm.withinMs, titles, where: 'ops alerts list' }),
    channels: [],
    deliverAfter: heldUntil(severity, now, policy),
    thread: null,
    resolves: false,
  };
}
