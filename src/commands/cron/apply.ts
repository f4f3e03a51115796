import { EXIT, OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import { type Job, listJobs, readJob, writeJob } from '../../core/schedule/jobs.ts';
import { nearest } from '../../core/text/nearest.ts';
import { order } from '../agents/order.ts';
import type { Result } from '../command.ts';

/** Finds a job by id or name. */
export function findJob(at: Layout, name: string): Job {
  const job = /^[a-z0-9][a-z0-9_-]*$/.test(name) ? readJob(at, name) : null;
  if (job !== null) return job;
  const { jobs } = listJobs(at);
  const named = jobs.filter((candidate) => candidate.name === name);
  const [only] = named;
  if (named.length === 1 && only !== undefined) return only;
  const near = nearest(
    name,
    jobs.map(({ id }) => id),
  );
  const hint = near === null ? {} : { hint: `Did you mean ${near}? All there are: ops cron list --all` };
  throw new OpsError('E_NO_JOB', `There is no job ${JSON.stringify(name)}`, hint);
}

/** Stores a job and has a living orchestrator take it. */
export async function storeJob(at: Layout, job: Job, what: string): Promise<Result> {
  writeJob(at, job);
  return taken(at, { ok: true, job: readJob(at, job.id) }, what);
}

export async function taken(at: Layout, data: object, what: string): Promise<Result> {
  const live = orchestratorView(at)?.live === 'live';
  const reloaded = live ? await order(at, 'reload') : null;
  const note = live ? '' : '\nNo orchestrator runs: nothing is started until ops agents spawn ops-orchestrator.';
  return { data: { ...data, orchestrator: live }, text: `${what}${note}`, exitCode: reloaded?.exitCode ?? EXIT.done };
}
