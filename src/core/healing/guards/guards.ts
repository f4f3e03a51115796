import { describeDuration } from '../../text/duration.ts';
import { failuresInARow, runsOf, within } from './count.ts';
import { DAY_MS, MACHINE_LIMITS } from './limits.ts';
import type { Refusal, Situation } from './situation.ts';

type Judged = Omit<Refusal, 'guard'>;

/** Says why not, or null. Pure: the same situation is always judged the same. */
type Guard = (situation: Situation) => Judged | null;

function because(reason: string | null, until: number | null = null): Judged | null {
  return reason === null ? null : { reason, until };
}

/** In the order in which a person wants to hear of them. All are asked, always. */
const GUARDS: Readonly<Record<string, Guard>> = {
  'kill switch': ({ stopped }) => because(stopped),
  audit: ({ auditFault }) => because(auditFault),
  maintenance: ({ muted }) => because(muted),
  'single flight': ({ running }) => because(running === null ? null : `the run ${running} is under way`),
  'stale data': staleData,
  'mass failure': massFailure,
  'circuit breaker': circuitBreaker,
  denial,
  attempts,
  cooldown,
  'day budget': dayBudget,
};

export const GUARD_NAMES: readonly string[] = Object.keys(GUARDS);

/** Every guard that speaks against it; none: it may run. */
export function refusals(situation: Situation): Refusal[] {
  return Object.entries(GUARDS).flatMap(([guard, judge]) => {
    const judged = judge(situation);
    return judged === null ? [] : [{ guard, ...judged }];
  });
}

function staleData({ sample }: Situation): Judged | null {
  if (sample === null) return because('there is no sample to judge by');
  const { ageMs, intervalMs } = sample;
  const isFresh = ageMs >= 0 && ageMs <= MACHINE_LIMITS.staleIntervals * intervalMs;
  return isFresh ? null : because(`the sample is ${describeDuration(Math.abs(ageMs))} ${ageMs < 0 ? 'ahead' : 'old'}`);
}

/** A person who sees it may still allow a plan; nobody else may. */
function massFailure({ unattended, watched, firingAlerts }: Situation): Judged | null {
  if (!unattended) return null;
  if (watched === null || firingAlerts === null) return because('it is not known how much else is bad');
  const { bad, total } = watched;
  if (bad >= MACHINE_LIMITS.massCount && bad > MACHINE_LIMITS.badShare * total)
    return because(`${bad} of ${total} watched things are bad: that is no case for one repair`);
  return firingAlerts > MACHINE_LIMITS.firingAlerts ? because(`${firingAlerts} alerts fire at once`) : null;
}

function circuitBreaker({ history, playbook, limits }: Situation): Judged | null {
  const count = failuresInARow(history, playbook);
  return count < limits.failures
    ? null
    : because(`${count} runs of ${playbook} failed in a row; a person must close it`);
}

function denial({ history, playbook, target, now }: Situation): Judged | null {
  const { denialMs } = MACHINE_LIMITS;
  const denials = within(history, now, denialMs).filter(
    (event) => event.what === 'denied' && event.playbook === playbook && event.target === target,
  );
  const last = denials.at(-1);
  return last === undefined ? null : because('it was denied, or nobody allowed it in time', last.at + denialMs);
}

function attempts({ history, playbook, target, limits, now }: Situation): Judged | null {
  const runs = within(runsOf(history, playbook, target), now, limits.windowMs);
  const [oldest] = runs.slice(-limits.attempts);
  if (runs.length < limits.attempts || oldest === undefined) return null;
  return because(`${runs.length} runs within ${describeDuration(limits.windowMs)}`, oldest.at + limits.windowMs);
}

function cooldown({ history, playbook, target, limits, now }: Situation): Judged | null {
  const events = runsOf(history, playbook, target, ['begun', 'verified', 'failed', 'abandoned']);
  const last = events.at(-1);
  if (last === undefined) return null;
  const pause = Math.min(limits.longestCooldownMs, limits.cooldownMs * 2 ** (streakOf(events, limits.calmMs) - 1));
  // A clock that was set back makes the last run lie ahead: then its pause has not begun yet.
  return now >= last.at + pause ? null : because(`it pauses ${describeDuration(pause)} after a run`, last.at + pause);
}

/** Runs one after the other without calm between them, the last one included. */
function streakOf(events: readonly { at: number; what: string }[], calmMs: number): number {
  let streak = 0;
  let before: number | null = null;
  for (const { at, what } of events) {
    if (what === 'begun') streak = before !== null && at - before >= calmMs ? 1 : streak + 1;
    before = at;
  }
  return Math.max(1, streak);
}

function dayBudget({ history, now }: Situation): Judged | null {
  const runs = within(
    history.filter(({ what }) => what === 'begun'),
    now,
    DAY_MS,
  );
  const [oldest] = runs.slice(-MACHINE_LIMITS.runsPerDay);
  if (runs.length < MACHINE_LIMITS.runsPerDay || oldest === undefined) return null;
  return because(`${runs.length} runs within a day, of all playbooks`, oldest.at + DAY_MS);
}
