import type { CommandSpec } from '../../../src/commands/command.ts';
import type { Detail } from '../../../src/commands/dashboard/data/detail.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../src/commands/dashboard/data/snapshot.ts';
import { entriesOf } from '../../../src/commands/dashboard/state/commands.ts';
import type { Effect } from '../../../src/commands/dashboard/state/effects.ts';
import { initialState, type State, type World, worldOf } from '../../../src/commands/dashboard/state/model.ts';
import { type Event, settle, update } from '../../../src/commands/dashboard/state/update.ts';
import type { ApprovalRequest } from '../../../src/core/healing/approvals/approval.ts';
import type { SessionRow } from '../../../src/core/sessions/row.ts';
import type { RunEntry } from '../../../src/core/sessions/run-log.ts';
import type { AgentStatus } from '../../../src/core/status/agents-file.ts';

process.env.TZ = 'UTC';

/** The moment at which every test's screen is looked at. */
export const NOW = Date.parse('2026-03-04T12:00:00.000Z');

export function before(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString();
}

/** `1` gives 00000001-…: ids that are told apart at sight. */
export function uuid(number: number): string {
  return `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

export function session(agentId: string, number: number, change: Partial<SessionRow> = {}): SessionRow {
  const kind = change.kind ?? 'main';
  const runId = uuid(number);
  return {
    key: kind === 'main' ? `agent:${agentId}:main` : `agent:${agentId}:${kind}:${runId}`,
    id: kind === 'main' ? `${agentId}.main` : runId,
    ...{ runId, agentId, kind, label: null, status: 'running', live: 'live', pid: 4_000 + number, task: null },
    ...{ startedAt: before(30), updatedAt: before(30), ageMs: 0, endedAt: null, exitCode: null, signal: null },
    ...{ reason: null, restarts: 0, nextRunAt: null, usage: null },
    ...change,
  };
}

export function agent(id: string, change: Partial<AgentStatus> = {}): AgentStatus {
  return {
    ...{ id, kind: 'builtin', state: 'idle', schedule: '*/5 * * * *', persistent: false, nextRunAt: before(-4) },
    ...{ sessionKeys: [], lastRun: null, restarts: 0, consecutiveFailures: 0, reason: null },
    ...change,
  };
}

export function run(agentId: string, number: number, change: Partial<RunEntry> = {}): RunEntry {
  const runId = uuid(number);
  const endedAt = change.endedAt ?? before(5);
  return {
    ...{ version: 1, at: endedAt, runId, id: runId, key: `agent:${agentId}:cron:${agentId}:run:${runId}`, agentId },
    ...{
      kind: 'cron',
      label: null,
      task: null,
      job: agentId,
      slot: null,
      status: 'done',
      startedAt: before(6),
      endedAt,
    },
    ...{ durationMs: 1_000 + number * 137, exitCode: 0, signal: null, reason: null, outputTail: null },
    ...change,
  };
}

export function usage(cpuPercent: number): NonNullable<SessionRow['usage']> {
  return { at: before(0), cpuPercent, memoryBytes: 312 * 2 ** 20, processes: 2, files: 12, threads: 3 };
}

/** A plan that waits for a yes or no. */
export function approval(id: string, change: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    ...{ version: 1, id, planId: `plan-${id}`, planHash: 'aa11', playbook: 'disk_full', playbookHash: 'bb22' },
    ...{ target: '/var', reason: 'disk_percent of /var is 95', steps: ['removes 12 files, 1.2 GB'] },
    requestedBy: 'ops-orchestrator',
    ...{ requestedAt: before(3), expiresAt: before(-12) },
    ...change,
  };
}

/** A small team with something of everything. */
export function fleet(change: Partial<Snapshot> = {}): Snapshot {
  const failed = { version: 1, runId: uuid(31), status: 'failed' as const, startedAt: before(61), endedAt: before(60) };
  return {
    ...EMPTY_SNAPSHOT,
    workspace: '/srv/ops-automation',
    sessions: [
      session('ops-orchestrator', 1, { startedAt: before(190) }),
      session('web-crawler', 2, {
        usage: usage(18.3),
      }),
      session('metrics-collector', 3, { kind: 'cron', startedAt: before(1), task: 'Run metrics-collector' }),
      session('worker', 4, { kind: 'subagent', label: '야간-백업', task: '데이터베이스 백업' }),
    ],
    leaseAt: NOW - 2_000,
    agents: {
      version: 1,
      at: before(1),
      orchestratorRunId: uuid(1),
      agents: [
        agent('web-crawler', { state: 'running', schedule: null, persistent: true, nextRunAt: null, kind: 'command' }),
        agent('metrics-collector', { state: 'running' }),
        agent('nightly-tests', {
          state: 'failed',
          schedule: '0 2 * * *',
          nextRunAt: before(-840),
          lastRun: { ...failed, durationMs: 60_000, reason: 'exit 1' },
          consecutiveFailures: 3,
          reason: 'failed 3 times in a row',
        }),
        agent('backup', { state: 'retrying', schedule: '0 * * * *', restarts: 2, reason: 'again in 20 s' }),
        agent('docs-linter', { schedule: '0 * * * *', nextRunAt: before(-24) }),
        agent('cost-report', { state: 'paused', schedule: '0 9 1 * *', nextRunAt: null }),
      ],
    },
    heartbeat: null,
    heartbeatPlan: { version: 1, enabled: true, intervalMs: 1_800_000, since: before(5) },
    metrics: {
      reason: null,
      summary: {
        ...{
          at: before(2),
          cpuPercent: 31.4,
          memoryPercent: 75,
          worstDisk: { mount: '/', percent: 60 },
          load: [0.5, 0.4, 0.3],
        },
        ...{ uptimeSeconds: 86_400, missing: [], warnings: [] },
      },
      trend: [10, 40, 80, 31].map((cpuPercent, index) => ({
        ...{ at: before(20 - 5 * index), cpuPercent, memoryPercent: 75, diskPercent: 60 },
      })),
    },
    urgent: [
      {
        file: 'disk.json',
        severity: 'critical',
        title: 'disk usage 95% on /var',
        at: before(12),
        body: '{"severity":"critical"}',
      },
    ],
    incidents: [
      {
        ...{
          file: 'INC-31',
          title: 'nightly-tests failed 3 nights running',
          at: before(540),
          body: '# INC-31\n\nText',
        },
        ...{ severity: 'warning', acknowledgedBy: null, alerts: [] },
      },
    ],
    runs: [
      run('docs-linter', 21),
      run('docs-linter', 22),
      run('nightly-tests', 31, {
        status: 'failed',
        reason: 'exit 1',
        exitCode: 1,
        endedAt: before(60),
        outputTail: 'FAIL one of 40\n',
      }),
    ],
    ...change,
  };
}

export const COMMANDS: readonly CommandSpec[] = [
  { path: 'agents list', reads: true, summary: 'List agents', isDefault: true, load: () => Promise.reject() },
  { path: 'agents spawn', summary: 'Start an agent', arguments: [['<id>', 'agent']], load: () => Promise.reject() },
  {
    path: 'agents restart',
    summary: 'Restart agents',
    arguments: [['<id...>', 'agents']],
    load: () => Promise.reject(),
  },
  { path: 'sessions list', reads: true, summary: 'List sessions', load: () => Promise.reject() },
  {
    path: 'sessions delete',
    summary: 'Remove files',
    arguments: [['<session...>', 's']],
    options: [['--yes', 'do not ask']],
    load: () => Promise.reject(),
  },
  {
    path: 'sessions tail',
    reads: true,
    summary: 'Print output',
    arguments: [['<session>', 's']],
    unbounded: true,
    load: () => Promise.reject(),
  },
  {
    path: 'metrics export',
    reads: true,
    summary: 'Readings for others',
    options: [['-o, --output <file>', 'into a file']],
    load: () => Promise.reject(),
  },
  { path: 'status', reads: true, summary: 'How all stands', load: () => Promise.reject() },
  { path: 'dashboard', summary: 'This', load: () => Promise.reject() },
];

export function detailOf(sessionId: string, output: readonly string[]): Detail {
  return { sessionId, output, cut: false, history: [], problem: null };
}

/** A dashboard without a terminal: keys in, state and effects out. */
export interface Pilot {
  state: State;
  world: World;
  effects: Effect[];
  /** What the palette asked to have completed. */
  asked: string[];
  /** Presses keys, each as a chunk of its own. */
  press(...keys: string[]): void;
  /** The same keys in one piece, as from a paste or a slow line. */
  pressAtOnce(...keys: string[]): void;
  paste(text: string): void;
  send(event: Event): void;
  /** The workspace has changed. */
  read(snapshot: Snapshot, now?: number): void;
  select(rowId: string): void;
}

export function pilot(
  options: { snapshot?: Snapshot; columns?: number; rows?: number; readOnly?: boolean; detail?: Detail } = {},
): Pilot {
  const commands = entriesOf(COMMANDS);
  const state = initialState(
    { columns: options.columns ?? 80, rows: options.rows ?? 24 },
    { readOnly: options.readOnly ?? false },
  );
  const given = { detail: options.detail ?? null, commands, now: NOW };
  const self: Pilot = {
    state,
    world: worldOf(state, { ...given, snapshot: EMPTY_SNAPSHOT }),
    effects: [],
    asked: [],
    press: (...keys) => {
      for (const key of keys) self.pressAtOnce(key);
    },
    pressAtOnce: (...keys) => {
      self.send({ type: 'chunk' });
      for (const key of keys) self.send({ type: 'input', input: { type: 'key', key } });
    },
    paste: (text) => {
      self.send({ type: 'chunk' });
      self.send({ type: 'input', input: { type: 'paste', text } });
    },
    send: (event) => {
      const step = update(self.state, self.world, event);
      self.state = step.state;
      for (const effect of step.effects) {
        if (effect.type === 'complete') self.asked.push(effect.key);
        else self.effects.push(effect);
      }
      self.world = worldOf(self.state, self.world);
      self.state = settle(self.state, self.world);
    },
    read: (snapshot, now = self.world.now) => {
      const earlier = self.world;
      self.world = worldOf(self.state, { ...self.world, snapshot, now });
      self.send({ type: 'data', before: earlier });
    },
    select: (rowId) => {
      self.press('home');
      while (self.state.selected !== rowId) {
        const { selected } = self.state;
        self.press('down');
        if (self.state.selected === selected) throw new Error(`${rowId} is not in the table`);
      }
    },
  };
  self.read(options.snapshot ?? fleet());
  self.effects.length = 0;
  return self;
}
