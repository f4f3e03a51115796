import { join } from 'node:path';
import { writeJsonAtomic } from '../files/atomic.ts';
import { appendJsonLines, readLastJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import { readJson } from '../files/read-json.ts';
import { type ClockReading, readClock, sleptBetween } from '../time/clock.ts';

export type StepStatus = 'ok' | 'warning' | 'critical' | 'unknown';
export const STEPS = ['agents', 'urgentAlarms', 'metrics', 'incidents'] as const;
export type StepName = (typeof STEPS)[number];

/** What one step of the heartbeat found: a line for a person, and what it did about it. */
export interface Step {
  status: StepStatus;
  text: string;
  actions: string[];
}

/** One heartbeat in logs/heartbeats.jsonl. A skipped one has a reason and no steps. */
export interface Heartbeat {
  version: 1;
  at: string;
  orchestratorRunId: string;
  trigger: 'start' | 'schedule' | 'command';
  status: StepStatus | 'skipped';
  reason: string | null;
  durationMs: number;
  steps: Record<StepName, Step> | null;
  /** By which a reader tells sleep from death. */
  clock?: ClockReading;
  /** Whether the dead-man switch outside heard of it; null where none is configured. */
  outside?: { ok: boolean; reason: string | null } | null;
}

/** Missed beats as of now, from the files alone. */
export function missedNow(at: Layout, now: number = Date.now()): number | null {
  const last = lastHeartbeat(at);
  return missedHeartbeats(readHeartbeatPlan(at), last, now, sleptBetween(last?.clock, readClock()));
}

/** state/heartbeat.json: whether it beats, how often, and since when a beat is owed. */
export interface HeartbeatPlan {
  version: 1;
  enabled: boolean;
  intervalMs: number;
  /** From here on beats are counted: the orchestrator's start, or when beating was enabled. */
  since: string;
}

function planPath(at: Layout): string {
  return join(at.state, 'heartbeat.json');
}

export function appendHeartbeat(at: Layout, beat: Heartbeat): void {
  appendJsonLines(at.heartbeatLog, [beat], { sync: true });
}

/** The last beat that happened or was skipped; it survives every restart. */
export function lastHeartbeat(at: Layout): Heartbeat | null {
  return readLastJsonLines<Heartbeat>(at.heartbeatLog, 64 * 1024).values.findLast(isBeat) ?? null;
}

/** A line that is no beat of this version (torn, written by a person) hides none of those before it. */
function isBeat(value: Partial<Heartbeat>): boolean {
  const { version, at, status, steps } = value;
  if (version !== 1 || typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof status !== 'string')
    return false;
  return steps === null || (typeof steps === 'object' && STEPS.every((name) => Array.isArray(steps[name]?.actions)));
}

export function readHeartbeatPlan(at: Layout): HeartbeatPlan | null {
  const read = readJson(planPath(at));
  if (read.state !== 'read') return null;
  const plan = read.value as Partial<HeartbeatPlan>;
  return plan.version === 1 && typeof plan.intervalMs === 'number' && typeof plan.since === 'string'
    ? (plan as HeartbeatPlan)
    : null;
}

export function writeHeartbeatPlan(at: Layout, plan: HeartbeatPlan): void {
  writeJsonAtomic(planPath(at), plan, { temporary: at.temporary });
}

/**
 * Beats that were due and did not come, counted by whoever reads: one for each whole interval, less a tenth of grace, since the last
 * beat (or since beating began), without the time that the machine slept. Null where nothing is known of a plan; 0 while beating is disabled.
 */
export function missedHeartbeats(
  plan: HeartbeatPlan | null,
  last: Heartbeat | null,
  now: number,
  sleptMs = 0,
): number | null {
  if (plan === null) return null;
  if (!plan.enabled) return 0;
  const from = Math.max(Date.parse(plan.since), last === null ? 0 : Date.parse(last.at));
  const elapsed = now - from - sleptMs - plan.intervalMs * 0.1;
  return elapsed <= 0 ? 0 : Math.floor(elapsed / plan.intervalMs);
}

const TITLES: Record<StepName, string> = {
  agents: 'agents',
  urgentAlarms: 'urgent alarms',
  metrics: 'metrics',
  incidents: 'incidents',
};

export function describeHeartbeat(done: Heartbeat): string {
  if (done.steps === null) return `Heartbeat ${done.at}: ${done.status}, ${done.reason ?? 'no reason given'}`;
  const { steps } = done;
  const lines = STEPS.map((name, index) => {
    const step = steps[name];
    const actions = step.actions.length === 0 ? '' : ` [${step.actions.join('; ')}]`;
    return `${index + 1}. ${TITLES[name]}: ${step.status}, ${step.text}${actions}`;
  });
  return [`Heartbeat ${done.at}: ${done.status}, in ${done.durationMs} ms`, ...lines].join('\n');
}
