import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, OpsError } from '../../core/errors.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import { readProcessStat } from '../../core/process/identity.ts';
import { keepNotifying, takeNotifyTarget } from '../../core/service/notify.ts';
import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import { enrollSession, RUN_VARIABLE, SESSION_VARIABLE } from '../../core/sessions/spawn.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import type { Input, Result, Run } from '../command.ts';
import { flag } from '../options.ts';

const LOOK_EVERY_MS = 1_000;

/** The orchestrator in this very process, in the foreground. It ends when it is asked to; what it started goes on. */
export const run: Run = async (input) => {
  if (!leadsItsGroup()) return runAsLeader();
  const target = takeNotifyTarget();
  const { at } = makeWorkspace(input.root);
  const record = await enroll(input, at);
  process.chdir(at.root);
  Object.assign(process.env, {
    OPS_WORKSPACE: at.root,
    [SESSION_VARIABLE]: record.id,
    [RUN_VARIABLE]: record.runId,
  });
  if (target !== null) keepNotifying(at, target);
  const { runSession } = await import('../../agents/run-session.ts');
  await runSession(record.id);
  return null;
};

type Workspace = ReturnType<typeof makeWorkspace>['at'];

async function enroll(input: Input, at: Workspace): Promise<SessionRecord> {
  for (let waited = false; ; waited = true) {
    const enrolled = enrollSession(at, { agentId: ORCHESTRATOR, kind: 'main', cwd: at.root, requester: 'daemon run' });
    if (enrolled.started) return enrolled.record;
    const { owner, startedAt } = enrolled.record;
    const named = `Process ${owner?.pid ?? 'unknown'} is the orchestrator of ${at.root} since ${startedAt ?? 'an unknown time'}`;
    if (!flag(input, 'wait')) throw new OpsError('E_OWNED', named);
    if (!waited) input.say(`${named}; waiting until it has gone`);
    while (orchestratorView(at)?.live !== 'dead') await delay(LOOK_EVERY_MS);
  }
}

/** Sessions are signalled by their process group: one that is only a member of another's could not be stopped, or would take others along. */
function leadsItsGroup(): boolean {
  if (process.platform === 'linux') return readProcessStat(process.pid)?.groupId === process.pid;
  try {
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(process.pid)], { encoding: 'utf8', timeout: 2_000 });
    return Number(group) === process.pid;
  } catch {
    return true;
  }
}

/** Started from a script, this process is in the script's group. A child with a group of its own then is the orchestrator. */
function runAsLeader(): Promise<Result> {
  const [, program = ''] = process.argv;
  const args = [...process.execArgv, program, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { detached: true, stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      const text = signal === null ? '' : `The orchestrator was ended by ${signal}`;
      resolve({ data: { exitCode: code, signal }, text, exitCode: code ?? EXIT.failed });
    });
  });
}
