import { errorText } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { stripControl } from '../../text/control.ts';
import { parseDuration } from '../../text/parse-duration.ts';
import { redact } from '../../text/redact.ts';
import type { ActionContext, ActionTable, ActionType, PlannedStep, StepResult } from '../action.ts';
import type { AuditKind } from '../audit/entry.ts';
import { appendAudit } from '../audit/store.ts';
import type { Outcome } from '../guards/history.ts';
import { killSwitch } from '../guards/kill-switch.ts';
import { holds, isForgotten } from '../playbooks/condition.ts';
import type { Playbook } from '../playbooks/schema.ts';
import type { World } from '../playbooks/world.ts';
import { type Begun, beginRun, type Wanted } from './begin.ts';
import type { Plan } from './plan.ts';
import type { RunRecord, StepRecord, StepState } from './run-record.ts';
import { writeRun } from './store.ts';
import { beginVerification, verifyStep } from './verification.ts';

/** Enough to see why it failed; more belongs into a log. */
const LONGEST_TEXT = 4_096;
const LOOK_EVERY_MS = 5_000;

export interface Healer {
  at: Layout;
  actions: ActionTable;
  now: () => number;
  signal: AbortSignal;
  /** Looks at the machine as the workspace tells it. */
  world: () => World;
  /** Waits, or less long where the signal ends it. */
  pause: (milliseconds: number) => Promise<void>;
}

interface Doing extends Healer {
  wanted: Wanted;
  run: RunRecord;
}

/** Runs a plan to its end: each step is written down before it is done and after, and only fresh samples say that it helped. */
export async function runPlan(healer: Healer, wanted: Wanted): Promise<Begun> {
  const begun = beginRun(healer.at, wanted, healer.world(), healer.now());
  if (begun.run === null) return begun;
  const doing: Doing = { ...healer, wanted, run: begun.run };
  change(doing, { state: 'running' });
  const failure = await runSteps(doing);
  if (failure !== null) {
    const touched = doing.run.steps.some(({ beganAt }) => beganAt !== null);
    if (touched) await undoSteps(doing);
    return end(doing, touched ? 'failed' : 'abandoned', failure);
  }
  change(doing, { state: 'verifying', verification: beginVerification(doing.now()) });
  const doubt = await verify(doing);
  const { clear = 0, judged = 0 } = doing.run.verification ?? {};
  audit(doing, 'verified', { ok: doubt === null, reason: doubt, clear, judged });
  if (doubt === null) return end(doing, 'verified', null);
  await undoSteps(doing);
  return end(doing, 'failed', doubt);
}

/** Why it stopped; null: every step is done. */
async function runSteps(doing: Doing): Promise<string | null> {
  for (const [index, step] of doing.wanted.plan.steps.entries()) {
    const reason = await whyNot(doing, step);
    if (reason !== null) {
      mark(doing, index, { state: 'refused' });
      return `step ${index + 1} was not done: ${reason}`;
    }
    const result = await carryOut(doing, index, 'step', (action) => action.run(step, contextOf(doing)));
    if (!result.ok) return `step ${index + 1} failed: ${result.text.slice(0, 300)}`;
  }
  return null;
}

async function whyNot(doing: Doing, step: PlannedStep): Promise<string | null> {
  if (doing.signal.aborted) return 'it was stopped';
  const stopped = killSwitch(doing.at);
  if (stopped !== null) return stopped;
  const action = doing.actions.get(step.action);
  if (action === undefined) return `there is no action ${step.action}`;
  try {
    return await action.precheck(step, contextOf(doing));
  } catch (error) {
    return errorText(error);
  }
}

const STATES: Readonly<Record<'step' | 'undo', Record<'begun' | 'done' | 'failed', StepState>>> = {
  step: { begun: 'begun', done: 'done', failed: 'failed' },
  undo: { begun: 'undo begun', done: 'undone', failed: 'undo failed' },
};

/** Says what is about to be done, does it, says what came of it. What cannot be written down is not done. */
async function carryOut(
  doing: Doing,
  index: number,
  what: 'step' | 'undo',
  act: (action: ActionType<unknown>) => Promise<StepResult>,
): Promise<StepResult> {
  const { plan } = doing.wanted;
  const step = plan.steps[index];
  const action = doing.actions.get(step?.action ?? '');
  const { begun, done, failed } = STATES[what];
  audit(doing, `${what} begun`, { step: index, action: step?.action, on: step?.target, detail: step?.detail });
  const beganAt = doing.now();
  mark(doing, index, { state: begun, beganAt: new Date(beganAt).toISOString() });
  let result: StepResult;
  try {
    if (action === undefined) throw new Error(`there is no action ${step?.action}`);
    result = cleaned(await act(action));
  } catch (error) {
    const text = redact(errorText(error)).slice(0, LONGEST_TEXT);
    result = { ok: false, exitCode: null, text, durationMs: Math.max(0, doing.now() - beganAt) };
  }
  mark(doing, index, { state: result.ok ? done : failed, endedAt: new Date(doing.now()).toISOString(), result });
  audit(doing, `${what} ended`, { step: index, ...result });
  return result;
}

function cleaned(result: StepResult): StepResult {
  return { ...result, text: redact(stripControl(result.text.slice(-4 * LONGEST_TEXT))).slice(-LONGEST_TEXT) };
}

/** Null where the trouble stayed away for as many fresh samples as the playbook asks; otherwise why that is not so. */
async function verify(doing: Doing): Promise<string | null> {
  const { playbook } = doing.wanted.known;
  const deadline = doing.now() + (parseDuration(playbook.verify.within) ?? 0);
  for (;;) {
    look(doing, playbook, doing.wanted.plan);
    const { clear = 0, judged = 0 } = doing.run.verification ?? {};
    if (clear >= playbook.verify.samples) return null;
    if (doing.signal.aborted) return 'it was stopped before it was verified';
    if (doing.now() >= deadline)
      return `after ${playbook.verify.within} and ${judged} fresh samples the trouble is not known to be over`;
    await doing.pause(LOOK_EVERY_MS);
  }
}

function look(doing: Doing, playbook: Playbook, plan: Plan): void {
  const before = doing.run.verification;
  if (before === null) return;
  const world = doing.world();
  const seen = holds(playbook.when, plan.target, world, playbook.verify.clear);
  const there = before.clear > 0 && isForgotten(playbook.when, plan.target, world) ? false : seen;
  const verification = verifyStep(before, { sampleAt: world.sampleAt, holds: there });
  if (verification !== before) change(doing, { verification });
}

/** Undoes what was done, the last first. The kill switch stops that, too. */
async function undoSteps(doing: Doing): Promise<void> {
  const { known, plan } = doing.wanted;
  if (!known.playbook.undo) return;
  change(doing, { state: 'undoing' });
  for (const [index, step] of [...plan.steps.entries()].reverse()) {
    const undo = doing.actions.get(step.action)?.undo ?? null;
    if (undo === null || doing.run.steps[index]?.state !== 'done' || killSwitch(doing.at) !== null) continue;
    await carryOut(doing, index, 'undo', () => undo(step, contextOf(doing)));
  }
}

function end(doing: Doing, outcome: Outcome, reason: string | null): Begun {
  audit(doing, 'run ended', { outcome, reason, durationMs: Math.max(0, doing.now() - Date.parse(doing.run.beganAt)) });
  change(doing, { state: 'ended', outcome, reason, endedAt: new Date(doing.now()).toISOString() });
  return { run: doing.run, refusals: null };
}

function contextOf({ at, now, signal }: Doing): ActionContext {
  return { at, now, signal };
}

function change(doing: Doing, changes: Partial<RunRecord>): void {
  doing.run = { ...doing.run, ...changes };
  writeRun(doing.at, doing.run);
}

function mark(doing: Doing, index: number, changes: Partial<StepRecord>): void {
  change(doing, { steps: doing.run.steps.map((step, place) => (place === index ? { ...step, ...changes } : step)) });
}

function audit({ at, now, run, wanted }: Doing, kind: AuditKind, detail: Record<string, unknown>): void {
  const { playbook, target, id: subject } = run;
  appendAudit(at, [{ kind, by: wanted.by, playbook, target, subject, detail }], now());
}
