import { forgetOldSilences } from '../../core/alerts/overlays/silence.ts';
import { forgetOldWindows } from '../../core/alerts/overlays/window.ts';
import { checkAndHeal, describeHeal, type HealReport } from '../../core/backup/heal/check-and-heal.ts';
import { errorText } from '../../core/errors.ts';
import { tidyIncidents } from '../../core/incidents/acts.ts';
import { pingDeadMan } from '../../core/notify/dead-man.ts';
import { type Facts, type OpenFile, readFacts } from '../../core/status/facts.ts';
import {
  appendHeartbeat,
  describeHeartbeat,
  type Heartbeat,
  missedNow,
  STEPS,
  type Step,
  type StepName,
  type StepStatus,
} from '../../core/status/heartbeat.ts';
import { describeDuration } from '../../core/text/duration.ts';
import { readClock } from '../../core/time/clock.ts';
import { checkAgents } from './check-agents.ts';
import type { Desk } from './desk.ts';

const MOST_NAMED = 10;
const WORST: readonly StepStatus[] = ['ok', 'unknown', 'warning', 'critical'];

/** One heartbeat: the seed document's four steps, each with its result, written down before anybody is told that it happened. */
export async function beat(desk: Desk, trigger: Heartbeat['trigger']): Promise<Heartbeat> {
  const begun = performance.now();
  const now = Date.now();
  desk.counters.missedHeartbeats += missedNow(desk.at, now) ?? 0;
  const url = desk.config.heartbeat_url;
  if (url !== null) void pingDeadMan(url, 'start');
  const healing = await heal(desk);
  desk.judge();
  tidyAlerting(desk, now);
  const facts = readFacts(desk.at, now);
  const steps: Record<StepName, Step> = {
    agents: await guarded(async () => withHealing(await checkAgents(desk), healing)),
    urgentAlarms: await guarded(() => alarmsStep(facts)),
    metrics: await guarded(() => metricsStep(facts)),
    incidents: await guarded(() => incidentsStep(facts.incidents)),
  };
  const status = STEPS.map((name) => steps[name].status).reduce((one, other) =>
    WORST.indexOf(other) > WORST.indexOf(one) ? other : one,
  );
  const durationMs = Math.round(performance.now() - begun);
  const done: Heartbeat = {
    version: 1,
    at: new Date(now).toISOString(),
    orchestratorRunId: desk.session.runId,
    trigger,
    status,
    reason: null,
    durationMs,
    steps,
    clock: readClock(),
  };
  if (url !== null) {
    const reason = await pingDeadMan(url, status === 'critical' ? 'fail' : 'success', describeHeartbeat(done));
    done.outside = { ok: reason === null, reason };
    if (reason !== null) desk.log('warn', 'heartbeat', `the dead-man switch was not reached: ${reason}`);
  }
  appendHeartbeat(desk.at, done);
  desk.changed();
  return done;
}

/** What a person closed by hand goes where it belongs, and what is long over is forgotten. */
function tidyAlerting(desk: Desk, now: number): void {
  try {
    for (const id of tidyIncidents(desk.at, now))
      desk.log('info', 'incidents', `${id} says that it is resolved: moved`);
    forgetOldSilences(desk.at, now);
    forgetOldWindows(desk.at, now);
  } catch (error) {
    desk.log('error', 'incidents', `not tidied: ${errorText(error)}`);
  }
}

/** Data loss: the latest files are looked at, restored from the newest good backup where they must be, and told where they cannot be. */
async function heal(desk: Desk): Promise<HealReport | null> {
  try {
    const report = await checkAndHeal(desk.at);
    const text = describeHeal(report);
    desk.overBut('data loss', text === null ? [] : [`data loss ${text}`]);
    if (text !== null) desk.tell(report.lost.length > 0 ? 'critical' : 'warning', `data loss ${text}`, text);
    return report;
  } catch (error) {
    desk.log('error', 'data loss', `the files could not be checked: ${errorText(error)}`);
    return null;
  }
}

function withHealing(step: Step, report: HealReport | null): Step {
  const text = report === null ? 'files could not be checked' : describeHeal(report);
  if (text === null) return step;
  const status = report === null || report.lost.length > 0 ? 'critical' : 'warning';
  return { ...step, status: step.status === 'critical' ? 'critical' : status, actions: [...step.actions, text] };
}

/** A beat that was due and did not happen leaves its reason. */
export function skipBeat(desk: Desk, reason: string): void {
  const at = new Date().toISOString();
  const skipped = { version: 1 as const, at, orchestratorRunId: desk.session.runId, trigger: 'schedule' as const };
  appendHeartbeat(desk.at, { ...skipped, status: 'skipped', reason, durationMs: 0, steps: null, clock: readClock() });
}

/** A step that fails is itself a finding, and costs the others nothing. */
async function guarded(step: () => Step | Promise<Step>): Promise<Step> {
  try {
    return await step();
  } catch (error) {
    return { status: 'unknown', text: `could not be checked: ${errorText(error)}`, actions: [] };
  }
}

/** Urgent alarms are told when they come, alerts when they begin; the round says what of them is still so. */
function alarmsStep({ urgent, alerts }: Facts): Step {
  const waiting = urgent.map(({ name }) => `${name} (not taken yet)`);
  const firing = alerts.filter(({ severity, silenced }) => severity === 'critical' && silenced === null);
  const named = [...waiting, ...firing.map(({ message, ageMs }) => `${message} (for ${describeDuration(ageMs)})`)];
  if (named.length === 0) return { status: 'ok', text: 'no urgent alarm', actions: [] };
  const shown = named.slice(0, MOST_NAMED).join('; ');
  const more = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : '';
  return { status: 'critical', text: `${named.length} urgent: ${shown}${more}`, actions: ['told'] };
}

/** What is over a threshold is an alert's to tell, when it lasts; what the round finds of it, it says. */
function metricsStep({ metrics, alerts }: Facts): Step {
  if (metrics.state !== 'read') return { status: 'unknown', text: metrics.reason, actions: [] };
  if (metrics.stale) {
    const text = `the last sample is ${describeDuration(metrics.ageMs)} old: no data is no good news`;
    return { status: 'unknown', text, actions: ['told'] };
  }
  const { warnings, missing } = metrics.summary;
  if (warnings.length > 0) {
    const critical = warnings.some((warning) => warning.level === 'critical');
    const told = alerts.some(({ state }) => state === 'firing');
    return {
      status: critical ? 'critical' : 'warning',
      text: warnings.map(({ message }) => message).join('; '),
      actions: [told ? 'told' : 'told when it lasts'],
    };
  }
  const gaps = missing.length === 0 ? '' : `; without ${missing.map(({ reading }) => reading).join(', ')}`;
  return { status: 'ok', text: `within thresholds${gaps}`, actions: [] };
}

function incidentsStep(incidents: readonly OpenFile[]): Step {
  if (incidents.length === 0) return { status: 'ok', text: 'no open incident', actions: [] };
  const named = incidents.map((incident) => `${incident.name} (open for ${describeDuration(incident.ageMs)})`);
  return { status: 'warning', text: `${incidents.length} unresolved: ${named.join(', ')}`, actions: ['reported'] };
}
