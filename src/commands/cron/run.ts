import { EXIT, OpsError } from '../../core/errors.ts';
import { awaitEnd } from '../../core/sessions/await-end.ts';
import { listRecords } from '../../core/sessions/registry.ts';
import { readRuns } from '../../core/sessions/run-log.ts';
import { order, targets } from '../agents/order.ts';
import type { Run } from '../command.ts';
import { flag, numberOption } from '../options.ts';
import { outcomeResult } from '../sessions/wait.ts';
import { findJob } from './apply.ts';

/** The reply names the run by the beginning of its id. */
const RUN = /run ([0-9a-f]{8})/;

export const run: Run = async (input) => {
  const at = input.open();
  const { id, enabled } = findJob(at, input.args[0] ?? '');
  if (!enabled)
    throw new OpsError('E_USAGE', `The job ${id} is disabled`, { hint: `Enable it with: ops cron enable ${id}` });
  const ordered = await order(at, `run ${targets([id])}`);
  const beginning = RUN.exec(ordered.text)?.[1];
  if (ordered.exitCode !== EXIT.done || beginning === undefined) return ordered;
  const known = [...listRecords(at).records, ...readRuns(at, { recent: true })];
  const runId = known.find((one) => one.runId.startsWith(beginning))?.runId ?? null;
  const data = { ok: true, enqueued: true, job: id, runId };
  if (!flag(input, 'wait') || runId === null) return { data, text: ordered.text };
  const limit = numberOption(input, 'waitTimeout') ?? 600;
  const outcome = outcomeResult(`${id} (run ${beginning})`, await awaitEnd(at, runId, runId, limit * 1_000), limit);
  return { ...outcome, data: { ...data, completed: outcome.exitCode !== EXIT.noAnswer, outcome: outcome.data } };
};
