import type { Layout } from '../../files/layout.ts';
import { ownerState } from '../../process/identity.ts';
import { appendAudit, readAudit } from '../audit/store.ts';
import type { RunRecord } from './run-record.ts';
import { listRuns, writeRun } from './store.ts';

/** The step that a crash cut off, from 0; null: it lay between two. */
export function cutStep({ steps }: Pick<RunRecord, 'steps'>): number | null {
  const index = steps.findIndex(({ state }) => state === 'begun' || state === 'undo begun');
  return index === -1 ? null : index;
}

/**
 * Ends runs whose process died. They are never gone on with: nobody knows what the step under way did, so a person must look. Call it under
 * the lock `healing`. Answers those, for somebody to be told.
 */
export function recoverRuns(at: Layout, now: number): RunRecord[] {
  const dead = listRuns(at).runs.filter(({ state, owner }) => state !== 'ended' && ownerState(owner) === 'dead');
  if (dead.length === 0) return [];
  const audited = readAudit(at).entries;
  return dead.map((run) => {
    const begun = audited.some(({ kind, subject }) => kind === 'run begun' && subject === run.id);
    const ended = audited.find(({ kind, subject }) => kind === 'run ended' && subject === run.id);
    const step = cutStep(run);
    const where = step === null ? 'between two steps' : `in step ${step + 1} of ${run.steps.length}`;
    const reason = begun ? `its process died ${where}` : 'its process died before it began';
    const outcome = begun ? ('interrupted' as const) : ('abandoned' as const);
    const { playbook, target, id: subject } = run;
    const detail = { outcome, reason, step };
    if (begun && ended === undefined)
      appendAudit(at, [{ kind: 'run ended', by: 'ops', playbook, target, subject, detail }], now);
    // It may have died between its last word in the audit and its record: then the audit knows how it ended.
    const said = ended === undefined ? { outcome, reason } : (ended.detail as Pick<RunRecord, 'outcome' | 'reason'>);
    const { outcome: how, reason: why } = said;
    const over: RunRecord = { ...run, state: 'ended', outcome: how, reason: why, endedAt: new Date(now).toISOString() };
    writeRun(at, over);
    return over;
  });
}
