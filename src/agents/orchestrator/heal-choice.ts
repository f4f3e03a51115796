import type { Alert } from '../../core/alerts/alert.ts';
import { policyNow } from '../../core/alerts/evaluate.ts';
import { heldUntil } from '../../core/alerts/policy/held.ts';
import { listAlerts } from '../../core/alerts/store.ts';
import { approvalState } from '../../core/healing/approvals/approval.ts';
import { listApprovals } from '../../core/healing/approvals/store.ts';
import { type Candidate, candidatesOf, isSameTrouble } from '../../core/healing/choose/choose.ts';
import { type Passed, whyText } from '../../core/healing/choose/why.ts';
import { refusals } from '../../core/healing/guards/guards.ts';
import { AUTOHEAL } from '../../core/healing/news/tell-news.ts';
import { mayGoUnasked } from '../../core/healing/plan/draft.ts';
import { situationOf } from '../../core/healing/plan/situation-of.ts';
import { worldOf } from '../../core/healing/plan/world-of.ts';
import type { KnownPlaybook } from '../../core/healing/playbooks/check.ts';
import { noteOnIncident } from '../../core/incidents/for-alert.ts';
import { readIncident } from '../../core/incidents/store.ts';
import type { Desk } from './desk.ts';

export interface Choice {
  candidate: Candidate;
  /** Why this one, for the incident. */
  why: string;
}

/** What was started lately and left no trace in the audit: what cannot be planned is not planned again every minute. */
export type Tried = Map<string, number>;
const TRIED_REST_MS = 15 * 60_000;

/**
 * Which playbook gets its turn, on what, and why: the first one in order of severity, age and blast radius that nothing speaks against.
 * What only observes is named in its incident. Null: none.
 */
export function chooseHealing(
  desk: Desk,
  playbooks: Iterable<KnownPlaybook>,
  tried: Tried,
  now: number,
): Choice | null {
  const { at } = desk;
  const alerts: Alert[] = [...listAlerts(at).alerts.values()];
  const world = worldOf(at, now);
  const { rules } = policyNow(at, desk.config, now);
  const all = candidatesOf(playbooks, world, alerts, [...rules.values()]);
  for (const candidate of all) if (candidate.known.playbook.mode === 'observe') noteObserved(desk, candidate, now);
  const able = all.filter(({ known }) => known.playbook.mode !== 'observe');
  const waiting = able.length === 0 ? new Set<string>() : waitingTargets(desk, now);
  const passed: Passed[] = [];
  for (const candidate of able) {
    const { known, trigger } = candidate;
    // One question at a time about one thing.
    if (waiting.has(trigger.target)) continue;
    const unattended = mayGoUnasked(at, known, trigger.target, now);
    const [against] = refusals(situationOf(at, known.playbook, trigger.target, unattended, world, now));
    const reason =
      against !== undefined
        ? `${against.guard}: ${against.reason}`
        : notNow(desk, candidate, { unattended, tried, now });
    if (reason === null) {
      const same = (one: Candidate) => isSameTrouble(one, candidate);
      const others = passed.filter((one) => same(one.candidate));
      return { candidate, why: whyText(candidate, able.filter(same), others) };
    }
    passed.push({ candidate, reason });
  }
  return null;
}

export function keyOf({ known, trigger }: Candidate): string {
  return `${known.playbook.name} ${known.hash} ${trigger.target}`;
}

function notNow(
  desk: Desk,
  candidate: Candidate,
  { unattended, tried, now }: { unattended: boolean; tried: Tried; now: number },
): string | null {
  if (now - (tried.get(keyOf(candidate)) ?? Number.NEGATIVE_INFINITY) < TRIED_REST_MS)
    return 'it was started and did not come to a plan';
  if (unattended) return null;
  // Whoever sleeps would find it expired.
  const until = heldUntil(candidate.severity ?? 'warning', now, policyNow(desk.at, desk.config, now));
  return until === null ? null : `nobody is asked before ${until}: quiet hours`;
}

function waitingTargets(desk: Desk, now: number): Set<string> {
  const { approvals } = listApprovals(desk.at);
  const open = approvals.filter((approval) => ['pending', 'allowed'].includes(approvalState(approval, now)));
  return new Set(open.map(({ request }) => request.target));
}

function noteObserved(desk: Desk, { known, trigger, about }: Candidate, now: number): void {
  if (about.incidentId === null) return;
  const { name } = known.playbook;
  const text = `${name} fits ${trigger.target} and only observes: ops heal plan ${name} says what it would do`;
  noteOnce(desk, about.incidentId, text, now);
}

/** A line that is in an incident already is no news, whenever it came. */
export function noteOnce(desk: Desk, incidentId: string, text: string, now: number): void {
  const incident = readIncident(desk.at, incidentId)?.incident;
  const isKnown = incident?.timeline.some((entry) => entry.by === AUTOHEAL && entry.text === text) === true;
  if (incident === undefined || isKnown) return;
  noteOnIncident(desk.at, incidentId, { at: new Date(now).toISOString(), by: AUTOHEAL, text });
}
