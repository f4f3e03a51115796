import {
  type Job,
  listJobs,
  quarantineJobs,
  readJob,
  removeJob,
  scheduleOf,
  writeJob,
} from '../../core/schedule/jobs.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { listRecords } from '../../core/sessions/registry.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Desk } from './desk.ts';
import { readHolds } from './holds.ts';
import { adoptRun, stopRuns } from './runs.ts';
import { planUnit } from './schedules.ts';
import { newUnit, type Unit } from './unit.ts';

function jobUnit(desk: Desk, job: Job): Unit {
  const unit = newUnit(job.id, job.agent, scheduleOf(job.schedule, desk.config.time_zone), job);
  unit.hold = readHolds(desk.at)[job.id] ?? null;
  planUnit(desk, unit, Date.now(), true);
  return unit;
}

/** Takes the jobs from their files; called again whenever one was added, changed or removed. Returns what was touched. */
export function loadJobs(desk: Desk): string[] {
  const { jobs, unreadable } = listJobs(desk.at);
  for (const { file, reason } of quarantineJobs(desk.at, unreadable))
    desk.tell('warning', `job file ${file}`, `The job in ${file} is not run: it ${reason}; it lies in quarantine/ now`);
  const touched: string[] = [];
  const wanted = new Map(jobs.filter(({ enabled }) => enabled).map((job) => [job.id, job]));
  for (const unit of [...desk.units.values()]) {
    if (unit.job === null || wanted.has(unit.id)) continue;
    touched.push(unit.id);
    desk.units.delete(unit.id);
    // A job that is only disabled is not cut off; one that is gone is.
    if (readJob(desk.at, unit.id) === null) void stopRuns(desk, unit, 'the job was removed');
  }
  for (const job of wanted.values()) if (takeJob(desk, job)) touched.push(job.id);
  return touched;
}

function takeJob(desk: Desk, job: Job): boolean {
  const unit = desk.units.get(job.id);
  if (unit === undefined) {
    const made = jobUnit(desk, job);
    desk.units.set(job.id, made);
    adoptRuns(desk, made);
    return true;
  }
  if (unit.job === null) {
    desk.tell('warning', `job ${job.id}`, `The job ${job.id} has the name of an agent and is left out`);
    return false;
  }
  if (unit.job.updatedAt === job.updatedAt) return false;
  const { config, schedule, nextSlot, fingerprint } = jobUnit(desk, job);
  Object.assign(unit, { job, config, schedule, nextSlot, fingerprint });
  return true;
}

/** A job that was disabled and enabled again while a run of it is under way: that run counts, or the next slot would overlap it. */
function adoptRuns(desk: Desk, unit: Unit): void {
  for (const record of listRecords(desk.at).records) {
    if (record.job !== unit.id || hasEnded(record.status) || record.owner === null) continue;
    if (viewOf(desk.at, record).live === 'live') adoptRun(desk, unit, record);
  }
}

/** After a job's run: one that was for once goes, one that only fails is disabled and told. */
export function jobEnded(desk: Desk, unit: Unit): void {
  const { job, last } = unit;
  // A run that goes on after its job was disabled or removed decides nothing about the job as it is now.
  if (job === null || last === null || desk.units.get(job.id) !== unit) return;
  if (last.status === 'done' && (job.deleteAfterRun || (job.schedule.kind === 'at' && unit.nextSlot === null))) {
    if (job.deleteAfterRun) removeJob(desk.at, job.id);
    else writeJob(desk.at, { ...job, enabled: false });
    desk.units.delete(job.id);
    return;
  }
  const failures = unit.lanes[0]?.count.failures ?? 0;
  if (failures < job.failureLimit) return;
  const reason = `failed ${failures} times in a row, last ${last.reason ?? last.status}`;
  writeJob(desk.at, { ...job, enabled: false, autoDisabled: { at: new Date().toISOString(), reason } });
  desk.units.delete(job.id);
  desk.tell(
    'critical',
    `job ${job.id}`,
    `The job ${job.id} ${reason}; it is disabled. Enable it with: ops cron enable ${job.id}`,
  );
}
