import { loadConfigFast } from '../../core/config/cached.ts';
import { OpsError } from '../../core/errors.ts';
import { type Job, readJob, scheduleOf } from '../../core/schedule/jobs.ts';
import { assertAgentName } from '../agents/apply.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { storeJob } from './apply.ts';
import { agentFrom, commandFrom, factsFrom, scheduleFrom } from './from-options.ts';

const FAILURE_LIMIT = 10;

export const run: Run = async (input) => {
  const at = input.open();
  const [id = ''] = input.args;
  assertAgentName(id);
  const { config } = await loadConfigFast(at);
  if (config.agents[id] !== undefined)
    throw new OpsError('E_USAGE', `${id} is the name of an agent`, { hint: 'Give the job another one.' });
  if (readJob(at, id) !== null)
    throw new OpsError('E_USAGE', `The job ${id} is there already`, { hint: `Change it with: ops cron edit ${id}` });
  const now = Date.now();
  const schedule = scheduleFrom(input, now, config.time_zone);
  if (schedule === null)
    throw new OpsError('E_USAGE', 'It is not said when the job runs', { hint: 'Give --cron, --every or --at.' });
  const command = commandFrom(input);
  if (command === null)
    throw new OpsError('E_USAGE', 'There is nothing to run', { hint: `ops cron add ${id} --every 10m -- <command>` });
  const facts = factsFrom(input, { name: id, description: null, deleteAfterRun: false, failureLimit: FAILURE_LIMIT });
  const createdAt = new Date(now).toISOString();
  const job: Job = {
    version: 1,
    id,
    ...facts,
    enabled: !flag(input, 'disabled'),
    createdAt,
    updatedAt: createdAt,
    schedule,
    agent: await agentFrom(input, { cwd: process.cwd(), cleanup: 'delete' }, command),
    autoDisabled: null,
  };
  const next = scheduleOf(schedule, config.time_zone).next(now);
  return storeJob(at, job, `Added the job ${id}; next run ${next === null ? 'never' : new Date(next).toISOString()}`);
};
