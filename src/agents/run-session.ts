import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfigFast } from '../core/config/cached.ts';
import { asUserError, EXIT, errorText, OpsError } from '../core/errors.ts';
import { layout } from '../core/files/layout.ts';
import { endHung, HUNG_MS, hangs } from '../core/process/hung.ts';
import { claimSession } from '../core/sessions/claim.ts';
import { recordEvent } from '../core/sessions/history.ts';
import { forgetLeanVariables } from '../core/sessions/lean.ts';
import type { SessionRecord } from '../core/sessions/record.ts';
import { type Ending, settleSession } from '../core/sessions/settle.ts';
import { SESSION_VARIABLE } from '../core/sessions/spawn.ts';
import { assertSafe } from '../core/workspace.ts';
import { loadAgent } from './index.ts';

/** How long a run that was asked to stop may take to put its things in order. */
const STOP_GRACE_MS = 8_000;

/** The whole life of a built-in agent's process: claim the record, run, write the outcome. Standard output is the session's log. */
export async function runSession(id: string): Promise<void> {
  forgetLeanVariables(process.env);
  try {
    const root = process.env.OPS_WORKSPACE;
    if (root === undefined || process.env[SESSION_VARIABLE] !== id) {
      throw new OpsError('E_USAGE', 'This entry is started by ops itself.', { hint: 'Run: ops agents spawn <agent>' });
    }
    assertSafe(root);
    const at = layout(root);
    const session = claimSession(at, id);
    const ending = await runAgent(at, session);
    settleSession(at, id, session.runId, ending);
    process.exitCode = ending.exitCode ?? EXIT.done;
  } catch (error) {
    const known = asUserError(error);
    process.stderr.write(`ops: ${errorText(known)}\n`);
    process.exitCode = known instanceof OpsError ? known.exitCode : EXIT.failed;
  }
  // Nothing that an agent left open (a socket, a dead mount) may keep an ended session's process alive.
  if (hangs()) await sleep(HUNG_MS);
  if (hangs()) endHung();
  process.exit();
}

async function runAgent(at: ReturnType<typeof layout>, session: SessionRecord): Promise<Ending> {
  const stop = new AbortController();
  let ended: Ending | null = null;
  const end = (ending: Ending) => {
    if (ended !== null) return;
    ended = ending;
    stop.abort();
    setTimeout(() => {
      settleSession(at, session.id, session.runId, ending);
      process.exit(ending.exitCode ?? EXIT.failed);
    }, STOP_GRACE_MS).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () =>
      end({ status: 'killed', exitCode: EXIT.failed, signal, reason: `asked to stop by ${signal}` }),
    );
  }
  if (session.runTimeoutSeconds > 0) {
    const limit = session.runTimeoutSeconds;
    const overdue = () => end({ status: 'timeout', exitCode: EXIT.failed, reason: `ran longer than its ${limit} s` });
    setTimeout(overdue, limit * 1_000).unref();
  }
  try {
    const run = await loadAgent(session.agentId);
    if (run === null) throw new OpsError('E_NO_AGENT', `There is no built-in agent ${session.agentId}`);
    const { config } = await loadConfigFast(at);
    const summary = await run({ at, session, config, signal: stop.signal });
    recordEvent(at, session.id, 'result', summary);
    // A lasting session ends only by being asked to: having put its things in order, it has done what it should.
    if (session.kind === 'main') return { status: 'done', exitCode: EXIT.done, reason: summary };
    return ended ?? { status: 'done', exitCode: EXIT.done, reason: summary };
  } catch (error) {
    const known = asUserError(error);
    process.stderr.write(
      `${known instanceof OpsError ? `ops: ${known.message}\n     ${known.hint}` : (known as Error).stack}\n`,
    );
    const exitCode = known instanceof OpsError ? known.exitCode : EXIT.failed;
    return ended ?? { status: 'failed', exitCode, reason: errorText(known) };
  }
}
