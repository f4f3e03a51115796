import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentConfig } from '../config/agent-schema.ts';
import { errorCode } from '../errors.ts';
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
  return read.state === 'read' && isJob(read.value) ? read.value : null;
}

function isJob(value: unknown): value is Job {
  const job = value as Partial<Job> | null;
  const whole = typeof job === 'object' && job?.version === 1 && typeof job.id === 'string' && isName(job.id);
  return whole && typeof job.schedule === 'object' && typeof job.agent === 'object' && Array.isArray(job.agent.command);
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
    if (read.state === 'read' && isJob(read.value)) jobs.push(read.value);
    else if (read.state !== 'missing')
      unreadable.push({ file, reason: read.state === 'read' ? 'is no job' : read.reason });
  }
  return { jobs: jobs.sort((one, other) => one.name.localeCompare(other.name)), unreadable };
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

export function quarantineJobs(at: Layout, unreadable: Jobs['unreadable']): void {
  for (const { file, reason } of unreadable) quarantine(at, file, reason);
}

/** The text that a claimed slot belongs to: a job with another schedule counts anew. */
export function scheduleTextOf(schedule: JobSchedule): string {
  if (schedule.kind === 'cron') return `${schedule.expr} ${schedule.tz ?? 'local'}`;
  return schedule.kind === 'every' ? `every ${schedule.everyMs} from ${schedule.anchor}` : `at ${schedule.at}`;
}

export function scheduleOf(schedule: JobSchedule, defaultZone: string | null): Schedule {
  if (schedule.kind === 'cron') return parseCron(schedule.expr, schedule.tz ?? defaultZone);
  if (schedule.kind === 'at') return onceAt(Date.parse(schedule.at));
  return everySoOften(schedule.everyMs, Date.parse(schedule.anchor));
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
