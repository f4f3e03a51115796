import type { Layout } from '../../core/files/layout.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import { type Job, scheduleOf, scheduleTextOf } from '../../core/schedule/jobs.ts';
import { readJobState } from '../../core/schedule/slots.ts';
import { type RunEntry, readRuns } from '../../core/sessions/run-log.ts';
import { readAgentsFile } from '../../core/status/agents-file.ts';

export interface JobView extends Omit<Job, 'agent' | 'version'> {
  command: string[];
  overlap: string;
  missed: string;
  timeoutSeconds: number;
  status: 'disabled' | 'running' | 'ok' | 'error' | 'idle';
  nextRunAt: string | null;
  lastRunAt: string | null;
  lastStatus: string | null;
  lastDurationMs: number | null;
  lastError: string | null;
  consecutiveErrors: number;
}

/** Jobs with what came of them. Only reads: to look at a schedule never moves it on. */
export function viewJobs(at: Layout, jobs: readonly Job[], zone: string | null, now: number): JobView[] {
  const runs = readRuns(at, { recent: false });
  const agents = new Map((readAgentsFile(at)?.agents ?? []).map((agent) => [agent.id, agent]));
  const supervised = orchestratorView(at, now)?.live === 'live';
  return jobs.map((job) => {
    const last = runs.findLast((run) => run.job === job.id);
    const agent = agents.get(job.id);
    const running = supervised && (agent?.sessionKeys.length ?? 0) > 0;
    const { agent: settings, version: _version, ...facts } = job;
    return {
      ...facts,
      command: settings.command ?? [],
      overlap: settings.overlap,
      missed: settings.missed,
      timeoutSeconds: settings.run_timeout_seconds,
      status: !job.enabled ? 'disabled' : running ? 'running' : statusOf(last),
      nextRunAt: job.enabled ? nextRun(at, job, zone, now) : null,
      lastRunAt: last?.startedAt ?? null,
      lastStatus: last?.status ?? null,
      lastDurationMs: last?.durationMs ?? null,
      lastError: last === undefined || last.status === 'done' ? null : (last.reason ?? last.status),
      consecutiveErrors: agent?.consecutiveFailures ?? 0,
    };
  });
}

function statusOf(last: RunEntry | undefined): 'ok' | 'error' | 'idle' {
  if (last === undefined) return 'idle';
  return last.status === 'done' ? 'ok' : 'error';
}

function nextRun(at: Layout, job: Job, zone: string | null, now: number): string | null {
  const state = readJobState(at, job.id);
  const claimed = state?.schedule === scheduleTextOf(job.schedule) ? Date.parse(state.lastSlot) : 0;
  const next = scheduleOf(job.schedule, zone).next(Math.max(now, claimed));
  return next === null ? null : new Date(next).toISOString();
}
