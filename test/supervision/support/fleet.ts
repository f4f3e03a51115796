import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Desk, newDesk } from '../../../src/agents/orchestrator/desk.ts';
import { makeUnit } from '../../../src/agents/orchestrator/reload.ts';
import type { Unit } from '../../../src/agents/orchestrator/unit.ts';
import { loadConfig } from '../../../src/core/config/load.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { type Owner, ownerState, readProcessStat } from '../../../src/core/process/identity.ts';
import { childrenOf } from '../../../src/core/process/tree.ts';
import { mainSessionId } from '../../../src/core/sessions/names.ts';
import type { SessionRecord } from '../../../src/core/sessions/record.ts';
import { readRecord } from '../../../src/core/sessions/registry.ts';
import { type RunEntry, readRuns } from '../../../src/core/sessions/run-log.ts';
import { outputPath } from '../../../src/core/sessions/settle.ts';
import { type AgentStatus, readAgentsFile } from '../../../src/core/status/agents-file.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { CALM, endProcessesOf, makeWorkspace, recordOf, runJson, waitFor } from '../../helpers/index.ts';

const OFF = { enabled: false };
/** The built-in agents would only make noise beside the commands of a test. */
export const BUILT_IN_OFF = { 'metrics-collector': OFF, 'logs-analyzer': OFF, reporter: OFF, backup: OFF };

type Agents = Record<string, object>;

export function configOf(agents: Agents): object {
  return { ...CALM, agents: { ...BUILT_IN_OFF, ...agents } };
}

export function makeFleet(agents: Agents): Layout {
  return makeWorkspace(configOf(agents));
}

const desks: Desk[] = [];

/** Longer than what a desk gathers before it writes: 20 ms for its lanes. */
const WRITTEN_MS = 50;

// A desk restarts what is ended beneath it, and writes that down: it stops before the helpers end its processes and remove its folder.
atEnd(async () => {
  if (desks.length === 0) return;
  for (const desk of desks) desk.stopping = true;
  const children = desks.flatMap(({ units }) =>
    [...units.values()].flatMap(({ runs }) => [...runs.values()].flatMap(({ child }) => child ?? [])),
  );
  await Promise.all(desks.splice(0).map(({ at }) => endProcessesOf(at.root)));
  await waitFor(() => children.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null), {
    what: 'the end of what the desks started',
  });
  await delay(WRITTEN_MS);
});

/** What the orchestrator's parts work on, without an orchestrator: this process takes its place. */
export async function makeDesk(agents: Agents): Promise<Desk> {
  const at = makeFleet(agents);
  const { config } = await loadConfig(at);
  const desk = newDesk(at, recordOf({ agentId: 'ops-orchestrator', kind: 'main' }), config);
  desks.push(desk);
  for (const [id, settings] of Object.entries(config.agents)) desk.units.set(id, makeUnit(desk, id, settings));
  return desk;
}

export function unitOf(desk: Desk, id: string): Unit {
  const unit = desk.units.get(id);
  if (unit === undefined) throw new Error(`there is no ${id}`);
  return unit;
}

export interface Life {
  record: SessionRecord;
  keeper: Owner;
  /** The command's own process. */
  pid: number;
}

/** The run of a persistent agent that is under way, or null. */
export function lifeOf(at: Layout, agentId: string, instance = 1): Life | null {
  const record = readRecord(at, mainSessionId(agentId, instance));
  if (record?.status !== 'running' || record.owner === null || ownerState(record.owner) !== 'live') return null;
  const [pid] = childrenOf(record.owner.pid);
  if (pid === undefined || readProcessStat(pid)?.state === 'Z') return null;
  return { record, keeper: record.owner, pid };
}

export function awaitLife(at: Layout, agentId: string, other: (life: Life) => boolean = () => true): Promise<Life> {
  const look = () => {
    const life = lifeOf(at, agentId);
    return life !== null && other(life) ? life : null;
  };
  return waitFor(look, { what: `a life of ${agentId}` });
}

export function runsOf(at: Layout, agentId: string): RunEntry[] {
  return readRuns(at, { recent: false }).filter((run) => run.agentId === agentId);
}

export function statusOf(at: Layout, agentId: string): AgentStatus | undefined {
  return readAgentsFile(at)?.agents.find(({ id }) => id === agentId);
}

export function awaitState(at: Layout, agentId: string, state: AgentStatus['state']): Promise<AgentStatus> {
  const look = () => {
    const status = statusOf(at, agentId);
    return status?.state === state ? status : null;
  };
  return waitFor(look, { what: `${agentId} to be ${state}` });
}

export function output(at: Layout, sessionId: string): string {
  try {
    return readFileSync(outputPath(at, sessionId), 'utf8');
  } catch {
    return '';
  }
}

/** Says something to a session and returns its reply. */
export async function say(at: Layout, to: string, text: string): Promise<{ status: string; reply: string | null }> {
  const { data } = await runJson<{ status: string; reply: string | null }>(
    ['sessions', 'send', to, text, '--timeout-seconds', '20'],
    { workspace: at.root },
  );
  return data;
}
