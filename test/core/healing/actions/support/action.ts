import type { ActionContext, ActionType, PlannedStep, StepResult } from '../../../../../src/core/healing/action.ts';
import { ACTION_SETTINGS, type ActionName, type Settings } from '../../../../../src/core/healing/actions/settings.ts';
import { makeWorkspace } from '../../../../helpers/folders.ts';

const DAY_MS = 86_400_000;

/** As if `days` had passed: the times of files are the kernel's. */
export function contextIn(days = 0, at = makeWorkspace()): ActionContext {
  return { at, now: () => Date.now() + days * DAY_MS, signal: new AbortController().signal };
}

export function settingsOf<N extends ActionName>(name: N, given: object): Settings<N> {
  return ACTION_SETTINGS[name].parse(given) as Settings<N>;
}

export async function onlyStep<S>(action: ActionType<S>, settings: S, context: ActionContext): Promise<PlannedStep> {
  const steps = await action.plan(settings, context);
  const [step] = steps;
  if (step === undefined || steps.length > 1) throw new Error(`${steps.length} steps instead of one`);
  // As it comes back from the file in which it was approved.
  return JSON.parse(JSON.stringify(step)) as PlannedStep;
}

export async function planAndRun<S>(action: ActionType<S>, settings: S, context: ActionContext): Promise<StepResult> {
  return action.run(await onlyStep(action, settings, context), context);
}
