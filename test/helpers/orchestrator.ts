import type { Layout } from '../../src/core/files/layout.ts';
import { orchestratorView } from '../../src/core/orchestrator-client.ts';
import type { Owner } from '../../src/core/process/identity.ts';
import { endProcess, endProcessesOf } from './processes.ts';
import { runOps } from './run-ops.ts';

/** Starts the orchestrator of a workspace by the built program and returns who it is. */
export async function startOrchestrator(at: Layout, env: Record<string, string> = {}): Promise<Owner> {
  const ran = await runOps(['agents', 'spawn', 'ops-orchestrator'], { workspace: at.root, env });
  const owner = orchestratorView(at)?.record.owner ?? null;
  if (ran.code !== 0 || owner === null) throw new Error(`the orchestrator did not start: ${ran.stderr}${ran.stdout}`);
  return owner;
}

/** kill -9, without a word to anybody. What it started goes on. */
export async function killOrchestrator(at: Layout): Promise<Owner> {
  const owner = orchestratorView(at)?.record.owner ?? null;
  if (owner === null) throw new Error(`no orchestrator runs in ${at.root}`);
  await endProcess(owner);
  return owner;
}

/** Ends the orchestrator and everything that it started. */
export async function stopOrchestrator(at: Layout): Promise<void> {
  await endProcessesOf(at.root);
}
