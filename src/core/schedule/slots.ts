import { join } from 'node:path';
import { writeJsonAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { readJson } from '../files/read-json.ts';
import { assertName } from '../sessions/names.ts';

/** state/schedules/<job>.json: the last occurrence that was started (or given up). It is written before the run starts. */
export interface JobState {
  version: 1;
  job: string;
  /** The expression and zone that the slot belongs to: a changed schedule starts counting anew. */
  schedule: string;
  lastSlot: string;
  /** The run that the slot became; absent where it was left out. It is started after this is written: a crash in between is seen by it. */
  runId?: string;
}

function path(at: Layout, job: string): string {
  return join(at.schedules, `${assertName(job, 'a job')}.json`);
}

export function readJobState(at: Layout, job: string): JobState | null {
  const read = readJson(path(at, job));
  if (read.state !== 'read') return null;
  const state = read.value as Partial<JobState>;
  const whole = state.version === 1 && typeof state.lastSlot === 'string' && !Number.isNaN(Date.parse(state.lastSlot));
  return whole ? (state as JobState) : null;
}

/** Claims an occurrence for good: after this no start of the orchestrator runs it again. */
export function writeJobState(at: Layout, state: JobState): void {
  writeJsonAtomic(path(at, state.job), state, { temporary: at.temporary });
}
