import { isBuiltIn } from '../../agents/index.ts';
import { loadConfigFast } from '../../core/config/cached.ts';
import { EXIT, OpsError } from '../../core/errors.ts';
import { readTail } from '../../core/files/json-lines.ts';
import type { Layout } from '../../core/files/layout.ts';
import { awaitOrchestrator } from '../../core/orchestrator-client.ts';
import { awaitEnd } from '../../core/sessions/await-end.ts';
import { endingOfGone } from '../../core/sessions/ending.ts';
import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import { outputPath, settleSession } from '../../core/sessions/settle.ts';
import { type Spawned, spawnSession } from '../../core/sessions/spawn.ts';
import { viewOf } from '../../core/sessions/view.ts';
import { stripControl } from '../../core/text/control.ts';
import { nearest } from '../../core/text/nearest.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import type { Result, Run } from '../command.ts';
import { choiceOption, flag, LONGEST_SECONDS, numberOption, textOption } from '../options.ts';
import { outcomeResult } from '../sessions/wait.ts';

const START_LIMIT_MS = 20_000;

export const run: Run = async (input) => {
  const [agentId = ''] = input.args;
  const isOrchestrator = agentId === ORCHESTRATOR;
  // Starting the orchestrator is how a workspace begins; anything else wants one that is there.
  const at = isOrchestrator ? makeWorkspace(input.root).at : input.open();
  if (!isOrchestrator && !isBuiltIn(agentId) && input.rest.length === 0) await refuseUnknown(agentId);
  if (isOrchestrator) await checkConfigHere(at);
  const waitSeconds = numberOption(input, 'waitTimeout', { max: LONGEST_SECONDS }) ?? 600;
  const spawned = spawnSession(at, {
    agentId,
    kind: isOrchestrator ? 'main' : 'subagent',
    ...(input.rest.length > 0 ? { argv: input.rest } : {}),
    task: textOption(input, 'task'),
    label: textOption(input, 'label'),
    cwd: textOption(input, 'cwd') ?? (isOrchestrator ? at.root : process.cwd()),
    cleanup: choiceOption(input, 'cleanup', ['keep', 'delete']),
    runTimeoutSeconds: numberOption(input, 'runTimeoutSeconds', { max: LONGEST_SECONDS }),
    requester: 'cli',
  });
  if (isOrchestrator) return orchestratorResult(at, spawned);
  return flag(input, 'wait') ? waitResult(at, spawned, waitSeconds) : acceptedResult(spawned);
};

/**
 * Reads the configuration in this process, which ends: the orchestrator then finds it checked, and does not carry the schema library
 * for all its life (11 of 67 MB). What is wrong with it, the orchestrator says itself.
 */
async function checkConfigHere(at: Layout): Promise<void> {
  await loadConfigFast(at).catch(() => undefined);
}

async function refuseUnknown(agentId: string): Promise<never> {
  const { builtInAgents } = await import('../../agents/index.ts');
  const near = nearest(agentId, builtInAgents);
  throw new OpsError('E_NO_AGENT', `There is no agent ${JSON.stringify(agentId)}`, {
    hint: `${near === null ? '' : `Did you mean ${near}? `}Known: ${builtInAgents.join(', ')}. To run a command: ops agents spawn <name> -- <command>`,
  });
}

function accepted({ record, started }: Spawned) {
  return {
    status: 'accepted' as const,
    runId: record.runId,
    childSessionKey: record.key,
    mode: record.kind === 'main' ? ('session' as const) : ('run' as const),
    cwd: record.cwd,
    pid: record.owner?.pid ?? null,
    alreadyRunning: !started,
  };
}

function acceptedResult(spawned: Spawned): Result {
  const data = accepted(spawned);
  const text = `Started ${data.childSessionKey}${data.pid === null ? '' : `, pid ${data.pid}`}\nFollow it with: ops sessions tail ${data.runId.slice(0, 8)} --follow`;
  return { data, text };
}

async function waitResult(at: Layout, spawned: Spawned, limit: number): Promise<Result> {
  const { record, child } = spawned;
  // This process is the parent: nobody else hears of the end before the orchestrator's next look, and there may be none.
  child?.on('exit', () =>
    settleSession(at, record.id, record.runId, endingOfGone(at, readRecord(at, record.id) ?? record)),
  );
  const outcome = outcomeResult(record.key, await awaitEnd(at, record.id, record.runId, limit * 1_000), limit);
  return { ...outcome, data: { ...accepted(spawned), outcome: outcome.data } };
}

/** The orchestrator is started when it works, not when its process exists: until then the reason of a failure could still come. */
export async function orchestratorResult(at: Layout, spawned: Spawned): Promise<Result> {
  const { owner, startedAt } = spawned.record;
  if (!spawned.started && viewOf(at, spawned.record).live === 'stale') {
    const named = `Process ${owner?.pid ?? 'unknown'} is the orchestrator since ${startedAt ?? 'an unknown time'}, and hangs`;
    throw new OpsError('E_OWNED', named, { hint: 'End it with: ops agents stop ops-orchestrator --force' });
  }
  const record = await awaitOrchestrator(at, START_LIMIT_MS);
  if (record === null) {
    const now = readRecord(at, spawned.record.id);
    const tail = readTail(outputPath(at, spawned.record.id), 1_500)?.text ?? '';
    const reason = now?.reason ?? 'it shows no sign of life';
    const said = tail === '' ? '' : `\n${stripControl(tail).trim().split('\n').slice(-5).join('\n')}`;
    const late = now !== null && hasEnded(now.status) ? '' : ` within ${START_LIMIT_MS / 1_000} s`;
    throw new OpsError('E_SPAWN', `The orchestrator did not start${late}: ${reason}${said}`, {
      hint: `Its output: ${outputPath(at, spawned.record.id)}`,
    });
  }
  const data = { ...accepted({ ...spawned, record }), alreadyRunning: !spawned.started, workspace: at.root };
  const state = spawned.started ? 'The orchestrator runs' : `The orchestrator runs already, since ${record.startedAt}`;
  return { data, text: `${state}: pid ${data.pid}, workspace ${at.root}`, exitCode: EXIT.done };
}
