import { ORCHESTRATOR } from '../../../core/sessions/names.ts';
import { missedHeartbeats } from '../../../core/status/heartbeat.ts';
import { oneLine } from '../../../core/text/control.ts';
import { cpuBars, sparkline } from '../view/theme.ts';
import type { World } from './model.ts';
import type { Row } from './rows.ts';
import { lastRuns } from './runs.ts';
import { scheduleWords } from './schedule-words.ts';
import type { Line } from './text-line.ts';
import { ago, bytes, clock, took, until } from './times.ts';

type Fact = readonly [name: string, value: string | null];

/** What is known of the selected row, one fact a line; what is unknown is left out. */
export function infoLines(row: Row | null, world: World): Line[] {
  if (row === null) return [];
  const facts: Fact[] = [
    ...rowFacts(row, world.now),
    ...usageFacts(row, world),
    ['last 10', lastRuns(world.snapshot.runs.filter(({ agentId }) => agentId === row.agentId))],
    ...(row.agentId === ORCHESTRATOR ? orchestratorFacts(world) : []),
    ...sessionFacts(row, world.now),
  ];
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== null && fact[1] !== '');
  return known.map(([name, value]) => ({ text: `${name.padEnd(10)} ${oneLine(value)}`, tone: 'plain' }));
}

function described(schedule: string): string {
  const words = scheduleWords(schedule);
  return words === schedule ? schedule : `${words} (${schedule})`;
}

function at(time: string | null | undefined, now: number): string | null {
  return time === null || time === undefined ? null : `${clock(time, now)} (${ago(time, now)} ago)`;
}

function rowFacts(row: Row, now: number): Fact[] {
  const last = row.agent?.lastRun ?? null;
  const failures = row.agent?.consecutiveFailures ?? 0;
  return [
    ['state', row.reason === null ? row.state : `${row.state}: ${row.reason}`],
    ['schedule', row.schedule === null ? null : described(row.schedule)],
    ['next run', row.nextRunAt === null ? null : `${clock(row.nextRunAt, now)} (${until(row.nextRunAt, now)})`],
    [
      'last run',
      last === null
        ? null
        : `${last.status} ${at(last.endedAt, now)}${last.durationMs === null ? '' : `, took ${took(last.durationMs)}`}`,
    ],
    ['restarts', row.restarts === 0 ? null : String(row.restarts)],
    ['failures', failures === 0 ? null : `${failures} in a row`],
  ];
}

const LOOKS = 16;

/** What it uses, and how that went. */
function usageFacts(row: Row, { snapshot }: World): Fact[] {
  const trend = snapshot.usage[row.session?.id ?? ''];
  const cpu = trend?.cpuPercent.slice(-LOOKS) ?? [];
  const memory = trend?.memoryBytes.slice(-LOOKS) ?? [];
  const most = Math.max(0, ...cpu.map((value) => value ?? 0));
  return [
    [
      'cpu',
      row.cpuPercent === null
        ? null
        : `${cpuBars(cpu)} ${row.cpuPercent.toFixed(1)} %${cpu.length > 1 ? ` (most ${most.toFixed(1)} %)` : ''}`.trim(),
    ],
    ['memory', row.memoryBytes === null ? null : `${sparkline(memory)} ${bytes(row.memoryBytes)}`.trim()],
  ];
}

function sessionFacts({ session }: Row, now: number): Fact[] {
  if (session === null) return [['session', 'none now']];
  const exit = session.exitCode === null ? session.signal : `exit ${session.exitCode}`;
  return [
    ['session', session.key],
    ['run', session.runId],
    ['status', `${session.status}, ${session.live}`],
    ['pid', session.pid === null ? null : String(session.pid)],
    ['task', session.task],
    ['started', at(session.startedAt, now)],
    ['ended', at(session.endedAt, now)],
    ['outcome', exit],
  ];
}

/** The orchestrator watches itself, too. */
function orchestratorFacts({ snapshot, now }: World): Fact[] {
  const { self, heartbeat, heartbeatPlan } = snapshot;
  const missed = missedHeartbeats(heartbeatPlan, heartbeat, now);
  const facts: Fact[] = [
    ['heartbeat', heartbeat === null ? null : `${heartbeat.status} ${at(heartbeat.at, now)}`],
    ['missed', missed === null ? null : `${missed} now${self === null ? '' : `, ${self.missedHeartbeats} in all`}`],
  ];
  if (self === null) return facts;
  const rate = self.spawns.successRate;
  return [
    ...facts,
    [
      'replies',
      self.responses.meanMs === null
        ? 'none yet'
        : `${self.responses.count}, mean ${took(self.responses.meanMs)}, longest ${took(self.responses.maxMs)}`,
    ],
    [
      'spawns',
      rate === null
        ? 'none yet'
        : `${self.spawns.succeeded} of ${self.spawns.attempted} (${Math.round(rate <= 1 ? rate * 100 : rate)} %)`,
    ],
    ['memory', bytes(self.memoryBytes)],
    ['quarantined', self.quarantined === 0 ? null : String(self.quarantined)],
  ];
}
