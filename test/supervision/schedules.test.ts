import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Desk } from '../../src/agents/orchestrator/desk.ts';
import { loadJobs } from '../../src/agents/orchestrator/jobs.ts';
import { reload } from '../../src/agents/orchestrator/reload.ts';
import { jitterMs, planUnit, resumeClaimed, runDue, startQueued } from '../../src/agents/orchestrator/schedules.ts';
import { newUnit } from '../../src/agents/orchestrator/unit.ts';
import { agentSchema } from '../../src/core/config/agent-schema.ts';
import { makeFolder } from '../../src/core/files/make-folder.ts';
import { type Job, jobsFolder, listJobs, readJob, writeJob } from '../../src/core/schedule/jobs.ts';
import { readJobState, writeJobState } from '../../src/core/schedule/slots.ts';
import { listRecords } from '../../src/core/sessions/registry.ts';
import { readRuns } from '../../src/core/sessions/run-log.ts';
import { waitFor } from '../helpers/index.ts';
import { configOf, makeDesk, unitOf } from './support/fleet.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A full hour, so that slots are easily told. */
const HOUR = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

function at(time: number): string {
  return new Date(time).toISOString();
}

function hourly(settings: object = {}): object {
  return { command: ['sleep', '600'], schedule: '0 * * * *', time_zone: 'UTC', ...settings };
}

/** The slots of an agent that became runs, oldest first. */
function slots(desk: Desk, id: string): (string | null)[] {
  const runs = [...readRuns(desk.at, { recent: false }), ...listRecords(desk.at).records];
  const own = new Map(runs.filter(({ agentId }) => agentId === id).map(({ runId, slot }) => [runId, slot]));
  return [...own.values()].sort();
}

function log(desk: Desk): string {
  try {
    return readFileSync(desk.at.ownLog, 'utf8');
  } catch {
    return '';
  }
}

async function deskAt(planned: number, settings: object): Promise<Desk> {
  const desk = await makeDesk({ job: hourly(settings) });
  writeJobState(desk.at, { version: 1, job: 'job', schedule: '0 * * * * UTC', lastSlot: at(planned) });
  planUnit(desk, unitOf(desk, 'job'), planned, true);
  return desk;
}

test('a slot is run once, at its time, and the next one is planned', async () => {
  const desk = await deskAt(HOUR, {});
  runDue(desk, HOUR + HOUR_MS - 1);
  expect(slots(desk, 'job')).toEqual([]);
  for (let round = 0; round < 3; round += 1) runDue(desk, HOUR + HOUR_MS);
  expect(slots(desk, 'job')).toEqual([at(HOUR + HOUR_MS)]);
  expect(unitOf(desk, 'job').nextSlot).toBe(HOUR + 2 * HOUR_MS);
});

test('overlap skip leaves a slot out while the run before it is under way, and says so', async () => {
  const desk = await deskAt(HOUR, { overlap: 'skip' });
  for (const hour of [1, 2, 3]) runDue(desk, HOUR + hour * HOUR_MS);
  expect(slots(desk, 'job')).toEqual([at(HOUR + HOUR_MS)]);
  expect(log(desk)).toContain(`slot ${at(HOUR + 2 * HOUR_MS)} is skipped`);
  expect(readJobState(desk.at, 'job')?.lastSlot).toBe(at(HOUR + 3 * HOUR_MS));
});

test('overlap allow runs both', async () => {
  const desk = await deskAt(HOUR, { overlap: 'allow' });
  for (const hour of [1, 2]) runDue(desk, HOUR + hour * HOUR_MS);
  expect(slots(desk, 'job')).toEqual([at(HOUR + HOUR_MS), at(HOUR + 2 * HOUR_MS)]);
});

test('overlap queue runs the newest that waited after the one before it, and claims it only then', async () => {
  const desk = await deskAt(HOUR, { overlap: 'queue', command: ['true'] });
  for (const hour of [1, 2, 3]) runDue(desk, HOUR + hour * HOUR_MS);
  expect(slots(desk, 'job')).toEqual([at(HOUR + HOUR_MS)]);
  expect(log(desk)).toContain(`in place of ${at(HOUR + 2 * HOUR_MS)}`);
  // Should the orchestrator die now, the waiting slot is still due for the next one.
  expect(readJobState(desk.at, 'job')?.lastSlot).toBe(at(HOUR + HOUR_MS));
  const unit = unitOf(desk, 'job');
  await waitFor(() => unit.runs.size === 0, { what: 'the end of the first run' });
  startQueued(desk, unit);
  expect(slots(desk, 'job')).toEqual([at(HOUR + HOUR_MS), at(HOUR + 3 * HOUR_MS)]);
});

test.each([
  ['run-once', [at(HOUR + 5 * HOUR_MS)]],
  ['skip', []],
])('of slots that were missed in down time, %s runs what it says', async (missed, expected) => {
  const desk = await deskAt(HOUR, { missed });
  planUnit(desk, unitOf(desk, 'job'), HOUR + 5.5 * HOUR_MS, true);
  runDue(desk, HOUR + 5.5 * HOUR_MS);
  expect(slots(desk, 'job')).toEqual(expected);
  expect(log(desk)).toContain('slots were missed');
  expect(unitOf(desk, 'job').nextSlot).toBe(HOUR + 6 * HOUR_MS);
});

test('a slot that comes on time is run also when others before it were missed and are to be skipped', async () => {
  const desk = await deskAt(HOUR, { missed: 'skip' });
  runDue(desk, HOUR + 4 * HOUR_MS + 500);
  expect(slots(desk, 'job')).toEqual([at(HOUR + 4 * HOUR_MS)]);
});

test('a slot that comes while no orchestrator runs is due later, also the first one ever', async () => {
  const desk = await makeDesk({ job: hourly() });
  const unit = unitOf(desk, 'job');
  // Planned by an orchestrator that then died; the next one plans anew.
  expect(readJobState(desk.at, 'job')).not.toBeNull();
  planUnit(desk, unit, HOUR + 3.5 * HOUR_MS, true);
  runDue(desk, HOUR + 3.5 * HOUR_MS);
  expect(slots(desk, 'job')).toEqual([at(HOUR + 3 * HOUR_MS)]);
});

test('a start that a crash cut off between the claim of the slot and its record is made good, once', async () => {
  const desk = await makeDesk({ job: hourly() });
  const slot = at(HOUR);
  const runId = '11111111-1111-4111-8111-111111111111';
  writeJobState(desk.at, { version: 1, job: 'job', schedule: '0 * * * * UTC', lastSlot: slot, runId });
  for (let orchestrators = 0; orchestrators < 3; orchestrators += 1) resumeClaimed(desk, HOUR + 1_000);
  expect(slots(desk, 'job')).toEqual([slot]);
});

test('jitter starts each run the same time after its slot, and spreads agents over the window', async () => {
  const settings = agentSchema.parse({ command: ['true'], schedule: '0 * * * *', jitter_seconds: 60 });
  const jitters = Array.from({ length: 50 }, (_, index) => jitterMs(newUnit(`agent-${index}`, settings, null)));
  expect(jitters).toEqual(
    Array.from({ length: 50 }, (_, index) => jitterMs(newUnit(`agent-${index}`, settings, null))),
  );
  expect(jitters.every((jitter) => jitter >= 0 && jitter < 60_000)).toBe(true);
  expect(new Set(jitters.map((jitter) => Math.floor(jitter / 10_000))).size).toBe(6);
});

test('a clock that is set back a little repeats no slot; one that was wrong by days holds up nothing', async () => {
  const desk = await deskAt(HOUR, { overlap: 'allow' });
  const unit = unitOf(desk, 'job');
  runDue(desk, HOUR + HOUR_MS);
  runDue(desk, HOUR + HOUR_MS / 2);
  runDue(desk, HOUR + HOUR_MS);
  expect(slots(desk, 'job')).toEqual([at(HOUR + HOUR_MS)]);
  runDue(desk, HOUR + HOUR_MS - 10 * DAY_MS);
  expect(unit.nextSlot).toBe(HOUR + 2 * HOUR_MS - 10 * DAY_MS);
});

test('a reload with another zone moves the schedules that name none', async () => {
  const desk = await makeDesk({ job: { command: ['true'], schedule: '0 12 * * *' } });
  writeFileSync(
    desk.at.config,
    JSON.stringify({ ...configOf({ job: { command: ['true'], schedule: '0 12 * * *' } }), time_zone: 'Asia/Seoul' }),
  );
  expect(await reload(desk)).toMatchObject({ ok: true, changed: [] });
  expect(at(unitOf(desk, 'job').nextSlot ?? 0)).toMatch(/T03:00:00/);
});

test('enabling an agent again makes none of the slots due that passed meanwhile', async () => {
  const desk = await deskAt(Date.now() - 3 * HOUR_MS, { enabled: false });
  writeFileSync(desk.at.config, JSON.stringify(configOf({ job: hourly() })));
  await reload(desk);
  runDue(desk, Date.now());
  expect(slots(desk, 'job')).toEqual([]);
  expect(unitOf(desk, 'job').nextSlot).toBeGreaterThan(Date.now());
});

function job(change: Partial<Job> = {}, settings: object = {}): Job {
  const agent = agentSchema.parse({ command: ['sleep', '600'], restart: 'never', ...settings });
  const made = at(HOUR - DAY_MS);
  const facts = { name: 'nightly', description: null, enabled: true, createdAt: made, updatedAt: made };
  const schedule = { kind: 'cron', expr: '0 * * * *', tz: 'UTC' } as const;
  return {
    version: 1,
    id: 'nightly',
    ...facts,
    schedule,
    agent,
    deleteAfterRun: false,
    failureLimit: 3,
    autoDisabled: null,
    ...change,
  };
}

/** As `writeJob`, but with the time of change that is given. */
function placeJob(desk: Desk, made: Job): void {
  makeFolder(jobsFolder(desk.at));
  writeFileSync(join(jobsFolder(desk.at), `${made.id}.json`), JSON.stringify(made));
}

test('a job for once whose time passed while no orchestrator ran is run at the next start', async () => {
  const desk = await makeDesk({});
  const moment = at(HOUR - HOUR_MS);
  placeJob(desk, job({ schedule: { kind: 'at', at: moment } }));
  loadJobs(desk);
  runDue(desk, HOUR);
  runDue(desk, HOUR + 1);
  expect(slots(desk, 'nightly')).toEqual([moment]);
});

test('a job that is switched off and on while a run of it is under way does not run beside it', async () => {
  const desk = await makeDesk({});
  placeJob(desk, job({ updatedAt: at(HOUR - 1) }));
  loadJobs(desk);
  runDue(desk, HOUR);
  expect(unitOf(desk, 'nightly').runs.size).toBe(1);
  placeJob(desk, job({ enabled: false, updatedAt: at(HOUR) }));
  loadJobs(desk);
  expect(desk.units.has('nightly')).toBe(false);
  placeJob(desk, job({ updatedAt: at(HOUR + 1) }));
  loadJobs(desk);
  runDue(desk, HOUR + HOUR_MS);
  expect(slots(desk, 'nightly')).toEqual([at(HOUR)]);
});

const broken: [what: string, content: unknown][] = [
  ['no schedule', { ...job(), schedule: null }],
  ['a schedule that is none', { ...job(), schedule: { kind: 'cron', expr: 'every now and then', tz: null } }],
  ['a zone that is none', { ...job(), schedule: { kind: 'cron', expr: '0 * * * *', tz: 'Mars/Olympus' } }],
  ['a time that is none', { ...job(), schedule: { kind: 'at', at: 'noon' } }],
  ['an interval of nothing', { ...job(), schedule: { kind: 'every', everyMs: 0, anchor: at(HOUR) } }],
  ['a command without its settings', { ...job(), agent: { command: ['true'] } }],
  ['the name of another file', { ...job(), id: 'other' }],
];

test.each(broken)(
  'a job file with %s costs itself alone, and lies in quarantine afterwards',
  async (_what, content) => {
    const desk = await makeDesk({});
    writeJob(desk.at, job({ id: 'good', name: 'good' }));
    writeFileSync(join(jobsFolder(desk.at), 'nightly.json'), JSON.stringify(content));
    expect(listJobs(desk.at).unreadable).toHaveLength(1);
    expect(readJob(desk.at, 'nightly')).toBeNull();
    loadJobs(desk);
    expect([...desk.units.values()].filter((unit) => unit.job !== null).map(({ id }) => id)).toEqual(['good']);
    expect(listJobs(desk.at)).toMatchObject({ jobs: [{ id: 'good' }], unreadable: [] });
  },
);
