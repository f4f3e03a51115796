import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Layout } from '../../../../src/core/files/layout.ts';
import type { ActionTable, ActionType } from '../../../../src/core/healing/action.ts';
import { decideApproval } from '../../../../src/core/healing/approvals/decide.ts';
import { requestApproval } from '../../../../src/core/healing/approvals/store.ts';
import type { AuditEntry } from '../../../../src/core/healing/audit/entry.ts';
import { readAudit } from '../../../../src/core/healing/audit/store.ts';
import { killSwitch, pullKillSwitch, releaseKillSwitch } from '../../../../src/core/healing/guards/kill-switch.ts';
import { makePlan } from '../../../../src/core/healing/plan/plan.ts';
import { cutStep, recoverRuns } from '../../../../src/core/healing/plan/recover.ts';
import { type Healer, runPlan } from '../../../../src/core/healing/plan/run.ts';
import { listRuns, readPlan, storePlan, writeRun } from '../../../../src/core/healing/plan/store.ts';
import { type KnownPlaybook, playbookHash } from '../../../../src/core/healing/playbooks/check.ts';
import { type Mode, playbookSchema } from '../../../../src/core/healing/playbooks/schema.ts';
import type { World } from '../../../../src/core/healing/playbooks/world.ts';
import { deadOwner, makeWorkspace } from '../../../helpers/index.ts';

const START = Date.parse('2026-03-01T10:00:00Z');
const MINUTE = 60_000;
const TRIGGER = { target: '/', labels: {}, reason: 'full' };

/** A machine with one disk, whose repair does what the test says. Time passes only when somebody waits. */
function machine(mode: Mode = 'auto') {
  const at = makeWorkspace();
  const known = knownAs(mode);
  const state = {
    now: START,
    full: true,
    helps: true,
    ends: true,
    fails: false,
    crashes: false,
    refused: null as string | null,
    ran: 0,
    undone: 0,
  };
  const fix: ActionType<unknown> = {
    name: 'fix',
    plan: async () => [{ action: 'fix', target: '/x', detail: { size: 3 }, gain: '3 B' }],
    precheck: async () => state.refused,
    run: async () => {
      state.ran += 1;
      if (state.crashes) await new Promise(() => undefined);
      if (state.helps) state.full = false;
      return { ok: !state.fails, exitCode: state.fails ? 1 : 0, text: 'password=hunter2', durationMs: 1 };
    },
    undo: async () => {
      state.undone += 1;
      return { ok: true, exitCode: 0, text: '', durationMs: 1 };
    },
  };
  const actions: ActionTable = new Map([['fix', fix]]);
  const now = () => state.now;
  const signal = new AbortController().signal;
  const world = (): World => ({
    sampleAt: new Date(Math.floor(state.now / MINUTE) * MINUTE).toISOString(),
    intervalMs: MINUTE,
    readings: [
      { metric: 'disk_percent', resource: '/', value: state.full ? 95 : 50 },
      { metric: 'check_level', resource: 'a', value: 0 },
    ],
    listed: [],
    alerts: [],
  });
  const pause = async () => {
    state.now += 30_000;
  };
  const healer: Healer = { at, actions, now, signal, world, pause };
  return {
    at,
    known,
    state,
    healer,
    plan: () => makePlan(known, TRIGGER, { incidentId: null, alerts: [] }, actions, { at, now, signal }),
  };
}

function knownAs(mode: Mode): KnownPlaybook {
  const playbook = playbookSchema.parse({
    name: 'disk',
    description: 'x',
    mode,
    when: { metric: 'disk_percent', is: 'above', value: 90 },
    actions: [{ action: 'fix' }],
    verify: { samples: 3, within: '10m', clear: 85 },
  });
  return { playbook, hash: playbookHash(playbook), file: null };
}

function kindsOf(at: Layout): string[] {
  return readAudit(at).entries.map(({ kind }) => kind);
}

async function run(given: ReturnType<typeof machine>, approvalId: string | null = null) {
  return runPlan(given.healer, { known: given.known, plan: await given.plan(), approvalId, by: 'autoheal' });
}

test('a run is verified by three fresh samples, not by an exit status, and every step is in the audit', async () => {
  const given = machine();
  const { run: done } = await run(given);
  expect(done).toMatchObject({ outcome: 'verified', verification: { clear: 3 }, steps: [{ state: 'done' }] });
  expect(given.state.now - START).toBeGreaterThanOrEqual(3 * MINUTE);
  expect(kindsOf(given.at)).toEqual(['run begun', 'step begun', 'step ended', 'verified', 'run ended']);
  expect(JSON.stringify(readAudit(given.at).entries)).not.toContain('hunter2');
  expect(listRuns(given.at).runs).toEqual([done]);
});

test('what does not help fails although every step was fine: it is undone, and said so', async () => {
  const given = machine();
  given.state.helps = false;
  expect((await run(given)).run).toMatchObject({
    outcome: 'failed',
    steps: [{ state: 'undone' }],
    reason: expect.stringMatching(/10m/),
  });
  expect(given.state.undone).toBe(1);
});

test('a step that fails, or does not fit any more, ends the run; untouched it is abandoned', async () => {
  const given = machine();
  given.state.fails = true;
  expect((await run(given)).run).toMatchObject({ outcome: 'failed', steps: [{ state: 'failed' }] });
  const other = machine();
  other.state.refused = 'the folder is a link now';
  expect((await run(other)).run).toMatchObject({ outcome: 'abandoned', steps: [{ state: 'refused' }] });
  expect(other.state.ran).toBe(0);
});

test.each<Mode>(['observe', 'approve'])('in the mode %s nothing runs by itself', async (mode) => {
  const given = machine(mode);
  const { refusals } = await run(given);
  expect(refusals?.map(({ guard }) => guard)).toContain(mode === 'observe' ? 'mode' : 'approval');
  expect(given.state.ran).toBe(0);
  expect(kindsOf(given.at)).toEqual(['refused']);
});

async function asked(given: ReturnType<typeof machine>) {
  const plan = await given.plan();
  const { id: planId, hash, playbook, playbookHash: of, target, reason } = plan;
  const question = {
    planId,
    planHash: hash,
    playbook,
    playbookHash: of,
    target,
    reason,
    steps: [],
    requestedBy: 'autoheal',
  };
  return { plan, id: requestApproval(given.at, question, given.state.now).id };
}

test('an approval allows one run of its plan; allow-always allows the next ones until the playbook changes', async () => {
  const given = machine('approve');
  const { plan, id } = await asked(given);
  decideApproval(given.at, id, { decision: 'allow-always', by: 'jan', reason: null }, START);
  const wanted = { known: given.known, plan, approvalId: id, by: 'autoheal' };
  expect((await runPlan(given.healer, wanted)).run).toMatchObject({ permission: { kind: 'approval', by: 'jan' } });
  Object.assign(given.state, { now: given.state.now + 6 * MINUTE, full: true });
  expect((await runPlan(given.healer, { ...wanted, plan: await given.plan() })).refusals).toMatchObject([
    { guard: 'approval', reason: expect.stringMatching(/used/) },
  ]);
  expect((await run(given)).run).toMatchObject({ permission: { kind: 'rule' }, outcome: 'verified' });
  Object.assign(given.state, { now: given.state.now + 11 * MINUTE, full: true });
  const playbook = { ...given.known.playbook, description: 'changed' };
  given.known.playbook = playbook;
  given.known.hash = playbookHash(playbook);
  expect((await run(given)).refusals).toMatchObject([{ guard: 'approval' }]);
});

test('a plan that was changed after it was frozen neither reads nor runs', async () => {
  const given = machine();
  const plan = await given.plan();
  storePlan(given.at, plan);
  expect(readPlan(given.at, plan.id)).toEqual(plan);
  const changed = { ...plan, steps: plan.steps.map((step) => ({ ...step, target: '/etc' })) };
  const begun = await runPlan(given.healer, { known: given.known, plan: changed, approvalId: null, by: 'x' });
  expect(begun.refusals).toMatchObject([{ guard: 'plan', reason: expect.stringMatching(/frozen/) }]);
  writeFileSync(join(given.at.root, 'healing', 'plans', `${plan.id}.json`), JSON.stringify(changed));
  expect(() => readPlan(given.at, plan.id)).toThrow(/not the plan that was frozen/);
});

test('a crash within a step is known by the next start: which step, that it was not gone on with, and its audit pair', async () => {
  const given = machine();
  given.state.crashes = true;
  await crashed(given);
  const [over] = recoverRuns(given.at, given.state.now);
  expect(over).toMatchObject({ outcome: 'interrupted', reason: 'its process died in step 1 of 1' });
  expect(over === undefined ? null : cutStep(over)).toBe(0);
  expect(recoverRuns(given.at, given.state.now)).toEqual([]);
  expect(kindsOf(given.at)).toEqual(['run begun', 'step begun', 'run ended']);
});

/** Begins a run whose process is then no more: its record names a dead one. */
async function crashed(given: ReturnType<typeof machine>): Promise<void> {
  void run(given);
  const before = given.state.ran;
  while (given.state.ran === before) await new Promise((resolve) => setImmediate(resolve));
  for (const one of listRuns(given.at).runs)
    if (one.state !== 'ended') writeRun(given.at, { ...one, owner: deadOwner() });
}

test('while one run is under way no other begins', async () => {
  const given = machine();
  given.state.crashes = true;
  void run(given);
  while (given.state.ran === 0) await new Promise((resolve) => setImmediate(resolve));
  expect((await run(given)).refusals?.map(({ guard }) => guard)).toContain('single flight');
});

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('run' as const), helps: fc.boolean(), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ what: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ what: 'stop' as const }, { what: 'resume' as const }) },
  { weight: 1, arbitrary: fc.constant({ what: 'deny' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('clock' as const),
      by: fc.integer({ min: -60 * MINUTE, max: 120 * MINUTE }),
    }),
  },
);

test('over random failures, denials, crashes, stops and clock steps every run keeps within its bounds and has its audit pair', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
      const given = machine();
      const { at, state } = given;
      for (const one of acts) {
        state.full = true;
        const before = state.ran;
        const stopped = killSwitch(at) !== null;
        if (one.what === 'clock') state.now += one.by;
        else if (one.what === 'stop') pullKillSwitch(at, 'test');
        else if (one.what === 'resume') releaseKillSwitch(at);
        else if (one.what === 'deny')
          decideApproval(at, (await asked(given)).id, { decision: 'deny', by: 'jan', reason: null }, state.now);
        else if (one.what === 'run') {
          Object.assign(state, { helps: one.helps, fails: one.fails, crashes: false });
          await run(given);
        } else {
          state.crashes = true;
          const begins = (await Promise.race([run(given), hung(given)])) === 'hung';
          for (const each of listRuns(at).runs)
            if (begins && each.state !== 'ended') writeRun(at, { ...each, owner: deadOwner() });
        }
        if (stopped) expect(state.ran).toBe(before);
      }
      recoverRuns(at, state.now);
      const { entries, faults } = readAudit(at);
      expect(faults).toEqual([]);
      assertBounds(entries);
      expect(entries.filter(({ kind }) => kind === 'step begun')).toHaveLength(state.ran);
    }),
    { numRuns: 25 },
  );
});

async function hung({ state }: ReturnType<typeof machine>): Promise<'hung'> {
  const before = state.ran;
  for (let turn = 0; turn < 50 || state.ran > before; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (state.ran > before) return 'hung';
  }
  return new Promise(() => undefined);
}

function assertBounds(entries: readonly AuditEntry[]): void {
  const begun = entries.filter(({ kind }) => kind === 'run begun');
  for (const { subject } of begun)
    expect(entries.filter((entry) => entry.kind === 'run ended' && entry.subject === subject)).toHaveLength(1);
  for (const [index, entry] of entries.entries()) {
    if (entry.kind !== 'run begun') continue;
    const before = entries.slice(0, index);
    const since = (ms: number) => (one: AuditEntry) => Date.parse(one.at) > Date.parse(entry.at) - ms;
    expect(before.filter(({ kind }) => kind === 'run begun').filter(since(60 * MINUTE)).length).toBeLessThan(3);
    expect(before.filter(({ detail }) => detail.decision === 'deny').filter(since(60 * MINUTE))).toEqual([]);
    const endings = before.filter(({ kind }) => kind === 'run ended').map(({ detail }) => detail.outcome);
    const bad = endings.filter((outcome) => outcome !== 'abandoned').slice(-3);
    expect(bad.length === 3 && bad.every((outcome) => outcome !== 'verified')).toBe(false);
  }
}
