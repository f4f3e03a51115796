import { setTimeout as delay } from 'node:timers/promises';
import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import { lastHeartbeat } from '../../core/status/heartbeat.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import { run as spawn } from '../agents/spawn.ts';
import type { Run } from '../command.ts';
import { statusResult } from './status.ts';

/** The first round takes a sample of the machine; on a busy one that may take some seconds. */
const FIRST_ROUND_MS = 20_000;

const NEXT = `
Try next:
  ops status                                                   how everything stands
  ops sessions list --json                                     the same for a script
  ops sessions send ${ORCHESTRATOR} "Restart all agents"       say what it should do
  ops dashboard                                                watch it live
  ops agents stop ${ORCHESTRATOR}                              end it; agents that run go on
`;

export const run: Run = async (input) => {
  const { at } = makeWorkspace(input.root);
  const task = 'Start ops automation orchestrator';
  const started = await spawn({ ...input, args: [ORCHESTRATOR], rest: [], options: { task } });
  if (started === null) return null;
  const { runId } = started.data as { runId: string };
  const deadline = performance.now() + FIRST_ROUND_MS;
  while (lastHeartbeat(at)?.orchestratorRunId !== runId && performance.now() < deadline) await delay(50);
  const status = statusResult(at, { exitCode: false, rpc: null });
  const data = { started: started.data, status: status.data };
  return { ...status, data, text: `${started.text}\n\n${status.text}${NEXT}` };
};
