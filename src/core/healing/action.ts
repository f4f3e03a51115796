import type { Layout } from '../files/layout.ts';

/** One step of a plan: exactly what would be touched. Plain JSON, so that it can be frozen, hashed and shown before anything runs. */
export interface PlannedStep {
  /** Name of the action type that carries it out. */
  action: string;
  /** What it acts upon, as a person would name it: a path, a unit, an agent, a process. */
  target: string;
  /** JSON values only: what the action needs to carry out the step, and nothing that it may choose later. */
  detail: Record<string, unknown>;
  /** What it is expected to bring (`1.2 GB in 318 files`); null where nobody can say. */
  gain: string | null;
}

export interface ActionContext {
  at: Layout;
  /** Milliseconds since 1970. */
  now: () => number;
  signal: AbortSignal;
}

export interface StepResult {
  ok: boolean;
  /** Null where no program ran, or where it ended without a status. */
  exitCode: number | null;
  /** What it said: data, cut to a few KB and redacted by whoever stores it. */
  text: string;
  durationMs: number;
}

export interface ActionType<S> {
  name: string;
  /** Looks and touches nothing. No steps: there is nothing to do. Throws an OpsError where the settings are not fit. */
  plan(settings: S, context: ActionContext): Promise<PlannedStep[]>;
  /** Just before the step runs: null where it still fits the machine, otherwise why it must not run. */
  precheck(step: PlannedStep, context: ActionContext): Promise<string | null>;
  run(step: PlannedStep, context: ActionContext): Promise<StepResult>;
  undo: ((step: PlannedStep, context: ActionContext) => Promise<StepResult>) | null;
}

export type ActionTable = ReadonlyMap<string, ActionType<unknown>>;
