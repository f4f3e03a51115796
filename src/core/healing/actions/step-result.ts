import { errorText } from '../../errors.ts';
import { stripControl } from '../../text/control.ts';
import { redact } from '../../text/redact.ts';
import type { StepResult } from '../action.ts';

const TEXT_LENGTH = 4_000;

type Outcome = Omit<StepResult, 'durationMs' | 'exitCode'> & { exitCode?: number | null };

/** Runs a step by the clock. What it throws is a failure with its text; what it says is cut, without control characters and secrets. */
export async function timed(work: () => Outcome | Promise<Outcome>): Promise<StepResult> {
  const start = performance.now();
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (error) {
    outcome = { ok: false, text: errorText(error) };
  }
  const { ok, text, exitCode = null } = outcome;
  return { ok, exitCode, text: harmless(text), durationMs: Math.round(performance.now() - start) };
}

export function harmless(text: string): string {
  // Cut after: half a secret is not known as one.
  const whole = redact(stripControl(text));
  return whole.length <= TEXT_LENGTH ? whole : `${whole.slice(0, TEXT_LENGTH)} …`;
}
