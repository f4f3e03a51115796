import { loadOverlays, mutingsOf } from '../../alerts/overlays/overlays.ts';
import { listAlerts } from '../../alerts/store.ts';
import type { Layout } from '../../files/layout.ts';
import { parseDuration } from '../../text/parse-duration.ts';
import { readAudit } from '../audit/store.ts';
import { historyOf } from '../guards/history.ts';
import { killSwitch } from '../guards/kill-switch.ts';
import type { HealLimits } from '../guards/limits.ts';
import type { Situation } from '../guards/situation.ts';
import type { Playbook } from '../playbooks/schema.ts';
import { MACHINE, type World } from '../playbooks/world.ts';
import { listRuns } from './store.ts';

export function limitsOf({ limits }: Playbook): HealLimits {
  const milliseconds = (text: string) => parseDuration(text) ?? 0;
  return {
    attempts: limits.attempts,
    windowMs: milliseconds(limits.window),
    cooldownMs: milliseconds(limits.cooldown),
    longestCooldownMs: milliseconds(limits.longest_cooldown),
    calmMs: milliseconds(limits.calm),
    failures: limits.failures,
  };
}

/** Everything that the guards judge, gathered from the workspace. */
export function situationOf(
  at: Layout,
  playbook: Playbook,
  target: string,
  unattended: boolean,
  world: World,
  now: number,
): Situation {
  const { entries, faults } = readAudit(at);
  const [fault] = faults;
  const { runs, problems } = listRuns(at);
  const running = runs.find(({ state }) => state !== 'ended')?.id ?? problems[0]?.file ?? null;
  return {
    playbook: playbook.name,
    target,
    now,
    limits: limitsOf(playbook),
    history: historyOf(entries),
    unattended,
    stopped: killSwitch(at),
    auditFault: fault === undefined ? null : `the audit is broken: line ${fault.line} ${fault.reason}`,
    muted: mutedBy(at, playbook.name, target, now),
    running,
    sample: sampleOf(world, now),
    watched: watchedIn(world),
    firingAlerts: world.alerts.filter(({ state }) => state === 'firing').length,
  };
}

function sampleOf({ sampleAt, intervalMs }: World, now: number): Situation['sample'] {
  return sampleAt === null ? null : { ageMs: now - Date.parse(sampleAt), intervalMs };
}

/** A silence or window that covers any alert about the target, or one named like the playbook, covers its repair too. */
function mutedBy(at: Layout, playbook: string, target: string, now: number): string | null {
  const overlays = loadOverlays(at);
  const own = { labels: { alertname: playbook, source: 'autoheal', resource: target }, severity: 'warning' as const };
  const others = [...listAlerts(at).alerts.values()].filter(({ labels }) => (labels.resource ?? MACHINE) === target);
  for (const alert of [{ ...own, fingerprint: '' }, ...others]) {
    const [muting] = mutingsOf(overlays, alert, now);
    if (muting !== undefined) return muting.reason;
  }
  return null;
}

/** Health checks and agents: what is either well or not. */
const WATCHED: Readonly<Record<string, number>> = { check_level: 2, agent_failed: 1 };

function watchedIn({ readings }: World): Situation['watched'] {
  const known = readings.filter(({ metric, value }) => WATCHED[metric] !== undefined && value !== null);
  const bad = known.filter(({ metric, value }) => (value ?? 0) >= (WATCHED[metric] ?? 0));
  return { bad: bad.length, total: known.length };
}
