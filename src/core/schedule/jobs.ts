import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AgentConfig } from '../config/agent-schema.ts';
import { errorCode, errorText } from '../errors.ts';
import { removeFile, writeJsonAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { quarantine } from '../files/quarantine.ts';
import { readJson } from '../files/read-json.ts';
import { assertName, isName } from '../sessions/names.ts';
import { parseCron, type Schedule } from './cron.ts';

/** When a job is due. Times ISO 8601; `every` counts from its anchor, by elapsed time and not by local time. */
export type JobSchedule =
  | { kind: 'cron'; expr: string; tz: string | null }
  | { kind: 'every'; everyMs: number; anchor: string }
  | { kind: 'at'; at: string };

/** One job of `ops cron`, in state/jobs/<id>.json. */
export interface Job {
  version: 1;
  id: string;
  name: string;
  description: string | null;
  enabled: boolean;
  createdAt: string;
  updatedAt: string;
  schedule: JobSchedule;
  /** What it runs, as an agent that is not in the configuration. */
  agent: AgentConfig;
  /** Gone after its first run that ended well. */
  deleteAfterRun: boolean;
  /** Failures in a row after which it is disabled. */
  failureLimit: number;
  autoDisabled: { at: string; reason: string } | null;
}

export function jobsFolder(at: Layout): string {
  return join(at.state, 'jobs');
}

function jobPath(at: Layout, id: string): string {
  return join(jobsFolder(at), `${assertName(id, 'a job')}.json`);
}

export function readJob(at: Layout, id: string): Job | null {
  const read = readJson(jobPath(at, id));
  const job = read.state === 'read' ? parseJob(read.value, id) : null;
  return typeof job === 'object' ? job : null;
}

/** The job that a file holds, or why it holds none. A job must be whole: what a person left out by hand would only fail much later. */
function parseJob(value: unknown, id: string): Job | string {
  const job = value as Partial<Job>;
  if (job.version !== 1) return 'is no job of version 1';
  if (job.id !== id || !isName(id)) return 'holds no job of its own name';
  const agent = job.agent as Partial<AgentConfig> | null | undefined;
  const settings = typeof agent === 'object' && agent !== null ? agent : {};
  const whole =
    [settings.command, settings.depends_on, settings.success_exit_codes].every(Array.isArray) &&
    [settings.env, settings.limits, settings.backoff, settings.log].every(isObject) &&
    [settings.instances, settings.run_timeout_seconds, settings.jitter_seconds].every(Number.isFinite);
  if (!whole) return 'lacks settings of its command';
  if (!(Number.isFinite(job.failureLimit) && typeof job.name === 'string' && typeof job.updatedAt === 'string'))
    return 'lacks failureLimit, name or updatedAt';
  try {
    if (job.schedule === undefined || !isObject(job.schedule)) return 'has no schedule';
    scheduleOf(job.schedule, null).next(Date.now());
  } catch (error) {
    return `has no right schedule: ${errorText(error)}`;
  }
  return job as Job;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Jobs {
  jobs: Job[];
  unreadable: { file: string; reason: string }[];
}

/** Every job, by name. Changes nothing: listing never moves a schedule on. */
export function listJobs(at: Layout): Jobs {
  const jobs: Job[] = [];
  const unreadable: Jobs['unreadable'] = [];
  for (const name of namesIn(jobsFolder(at))) {
    const file = join(jobsFolder(at), name);
    const read = readJson(file);
    if (read.state === 'missing') continue;
    const job = read.state === 'read' ? parseJob(read.value, basename(name, '.json')) : read.reason;
    if (typeof job === 'string') unreadable.push({ file, reason: job });
    else jobs.push(job);
  }
  return { jobs: jobs.sort((one, other) => (one.name < other.name ? -1 : 1)), unreadable };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

export function writeJob(at: Layout, job: Job): void {
  writeJsonAtomic(jobPath(at, job.id), { ...job, updatedAt: new Date().toISOString() }, { temporary: at.temporary });
}

export function removeJob(at: Layout, id: string): boolean {
  return removeFile(jobPath(at, id));
}

/** Moves what is no job out of the way. What only could not be opened just now may be whole, and stays. Returns what was moved. */
export function quarantineJobs(at: Layout, unreadable: Jobs['unreadable']): Jobs['unreadable'] {
  return unreadable.filter(
    ({ file, reason }) => !reason.startsWith('cannot be opened') && quarantine(at, file, reason) !== null,
  );
}

/** The text that a claimed slot belongs to: a job with another schedule counts anew. */
export function scheduleTextOf(schedule: JobSchedule): string {
  if (schedule.kind === 'cron') return `${schedule.expr} ${schedule.tz ?? 'local'}`;
  return schedule.kind === 'every' ? `every ${schedule.everyMs} from ${schedule.anchor}` : `at ${schedule.at}`;
}

export function scheduleOf(schedule: JobSchedule, defaultZone: string | null): Schedule {
  if (schedule.kind === 'cron') return parseCron(schedule.expr, schedule.tz ?? defaultZone);
  if (schedule.kind === 'at') return onceAt(timeOf(schedule.at));
  if (schedule.kind !== 'every' || !(schedule.everyMs > 0)) throw new Error('it is neither cron, every nor at');
  return everySoOften(schedule.everyMs, timeOf(schedule.anchor));
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`${JSON.stringify(text)} is no time`);
  return time;
}

function onceAt(time: number): Schedule {
  return {
    next: (from) => (time > from ? time : null),
    between: (from, to) => (time > from && time <= to ? [time] : []),
  };
}

function everySoOften(everyMs: number, anchor: number): Schedule {
  const next = (from: number) =>
    from < anchor ? anchor : anchor + (Math.floor((from - anchor) / everyMs) + 1) * everyMs;
  return {
    next,
    between(from, to, limit) {
      const first = next(from);
      if (first > to) return [];
      const last = anchor + Math.floor((to - anchor) / everyMs) * everyMs;
      const slots: number[] = [];
      for (let slot = Math.max(first, last - (limit - 1) * everyMs); slot <= last; slot += everyMs) slots.push(slot);
      return slots;
    },
  };
}
