import type { Config } from '../config/schema.ts';
import type { Layout } from '../files/layout.ts';
import type { Alert } from './alert.ts';
import { commitDecision } from './commit.ts';
import { decideLinked, noteDecision } from './linked.ts';
import type { Decision } from './machine/decide.ts';
import { emptyMemory, type Memory, readMemory } from './machine/memory.ts';
import { loadOverlays, silenceOf } from './overlays/overlays.ts';
import { nextEscalation } from './policy/escalation.ts';
import { type Policy, policyOf } from './policy/policy.ts';
import { gather } from './rules/gather.ts';
import { changeAlerts, listAlerts } from './store.ts';

/** What one evaluation did, for the log and for whoever opens incidents. */
export interface Evaluation {
  /** Samples and analyses that were new. */
  samples: number;
  /** Messages that were put into the outbox. */
  queued: number;
  /** Alerts that began to fire or became more severe, as they are now. */
  risen: Alert[];
  /** Alerts that are over, as they were last. */
  over: Alert[];
  /** How many fire now. */
  firing: number;
  /** When somebody else is to be told because nobody has answered, epoch milliseconds; null: nobody is. */
  escalatesAt: number | null;
  /** Files that could not be read. */
  problems: string[];
}

type RuleSettings = Parameters<typeof policyOf>[0];
let known: { config: RuleSettings; policy: Policy } | null = null;

/** The policy of a workspace now: of the configuration, with its silences and maintenance windows. */
export function policyNow(at: Layout, config: Config, now: number): Policy {
  if (known?.config !== config) known = { config, policy: policyOf(config) };
  const overlays = loadOverlays(at);
  return { ...known.policy, overlay: (alert) => ({ silenced: silenceOf(overlays, alert, now) }) };
}

/**
 * Judges what is new in the workspace since it was last called, and the time that has passed: after each sample, and once a minute. What
 * is to be told lies in the outbox, synced, when it returns. `now` is epoch milliseconds.
 */
export function evaluateAlerts(at: Layout, config: Config, now: number = Date.now()): Evaluation {
  const policy = policyNow(at, config, now);
  return changeAlerts(at, () => {
    const { alerts, problems } = listAlerts(at);
    const before = readMemory(at);
    const memory: Memory = { ...before, read: { ...before.read } };
    const gathered = gather(at, alerts, memory, policy, now);
    const decision = decideLinked(at, alerts, memory, { observations: gathered.observations, alarms: [] }, now, policy);
    if (isNew(decision, before)) {
      commitDecision(at, decision, now);
      noteDecision(at, decision, alerts, now);
    }
    return {
      samples: gathered.samples,
      ...summaryOf(alerts, decision, policy),
      problems: [
        ...gathered.problems,
        ...decision.problems,
        ...problems.map(({ file, reason }) => `alerts/state/${file} ${reason}`),
      ],
    };
  });
}

function isNew({ changed, forgotten, outgoing, events, memory }: Decision, before: Memory): boolean {
  if (changed.length + forgotten.length + outgoing.length + events.length > 0) return true;
  return JSON.stringify(memory) !== JSON.stringify({ ...emptyMemory(), ...before });
}

function summaryOf(
  alerts: ReadonlyMap<string, Alert>,
  { changed, forgotten, events, outgoing }: Decision,
  policy: Policy,
) {
  const next = new Map(alerts);
  for (const fingerprint of forgotten) next.delete(fingerprint);
  for (const alert of changed) next.set(alert.fingerprint, alert);
  const withEvent = (...whats: string[]) => {
    const found = new Set(events.flatMap(({ what, fingerprint }) => (whats.includes(what) ? [fingerprint] : [])));
    return [...found].flatMap((fingerprint) => next.get(fingerprint) ?? []);
  };
  return {
    queued: outgoing.length,
    risen: withEvent('firing', 'severity raised'),
    over: withEvent('resolved').filter(({ state }) => state === 'resolved'),
    escalatesAt: nextEscalation(next.values(), policy),
    firing: [...next.values()].filter(({ state }) => state === 'firing').length,
  };
}
