import type { Alert, Severity } from '../../alerts/alert.ts';
import type { Rule } from '../../alerts/rules/rule.ts';
import type { About } from '../plan/plan.ts';
import type { KnownPlaybook } from '../playbooks/check.ts';
import { type Trigger, triggersOf } from '../playbooks/condition.ts';
import type { World } from '../playbooks/world.ts';
import { alertsAbout, awaitsAlert } from './about.ts';
import { blastOf } from './blast.ts';

/** A playbook that fits something that is wrong now. */
export interface Candidate {
  known: KnownPlaybook;
  trigger: Trigger;
  about: About;
  /** null: no alert is about it. */
  severity: Severity | null;
  /** When its oldest alert began to fire, ISO 8601. */
  since: string | null;
  blast: number;
}

const RANK: Readonly<Record<Severity, number>> = { critical: 3, warning: 2, info: 1 };

/**
 * Every playbook on everything that it fits now, in the order in which they get their turn: what is more severe first, then what is older,
 * then what touches less, then by name. Pure.
 */
export function candidatesOf(
  playbooks: Iterable<KnownPlaybook>,
  world: World,
  alerts: readonly Alert[],
  rules: readonly Rule[],
): Candidate[] {
  const firing = alerts.filter(({ state }) => state !== 'resolved');
  const found = [...playbooks].flatMap((known) =>
    triggersOf(known.playbook.when, world).flatMap((trigger): Candidate[] => {
      const { when } = known.playbook;
      const own = alertsAbout(when, trigger.target, firing, rules);
      if (own.length === 0 && awaitsAlert(when, trigger.target, rules)) return [];
      return [{ known, trigger, ...standing(own), about: aboutOf(own), blast: blastOf(known.playbook) }];
    }),
  );
  return found.sort(
    (one, other) =>
      rankOf(other) - rankOf(one) ||
      compare(one.since ?? '~', other.since ?? '~') ||
      one.blast - other.blast ||
      compare(one.known.playbook.name, other.known.playbook.name),
  );
}

/** What a plan is about: the incident and the alerts of its condition and target. */
export function aboutOf(alerts: readonly Alert[]): About {
  return {
    incidentId: alerts.find(({ incidentId }) => incidentId !== null)?.incidentId ?? null,
    alerts: alerts.map(({ fingerprint }) => fingerprint),
  };
}

function standing(alerts: readonly Alert[]): Pick<Candidate, 'severity' | 'since'> {
  const severities = alerts.map(({ severity }) => severity).sort((one, other) => RANK[other] - RANK[one]);
  const [since = null] = alerts.flatMap(({ firedAt }) => firedAt ?? []).sort();
  return { severity: severities[0] ?? null, since };
}

function rankOf({ severity }: Candidate): number {
  return severity === null ? 0 : RANK[severity];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Whether two fit the same trouble: the same incident, or the same target where there is none. */
export function isSameTrouble(one: Candidate, other: Candidate): boolean {
  const { incidentId } = one.about;
  if (incidentId !== null || other.about.incidentId !== null) return incidentId === other.about.incidentId;
  return one.trigger.target === other.trigger.target;
}
