import { EXIT, OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import { isName, ORCHESTRATOR, sessionKey } from '../../core/sessions/names.ts';
import { sendMessage } from '../../core/sessions/send.ts';
import type { Result } from '../command.ts';

/** Names as the orchestrator reads them in an order. An agent's name may be a word of an order (`status`, `report`): its key is not. */
export function targets(names: readonly string[]): string {
  const isPattern = (name: string) => name === 'all' || /[*?]/.test(name);
  return names.map((name) => (isPattern(name) || !isName(name) ? name : mainKey(name))).join(' ');
}

function mainKey(agentId: string): string {
  return sessionKey({ agentId, kind: 'main', job: null, runId: '' });
}

const ANSWER_LIMIT_MS = 60_000;

/** Has the orchestrator carry an order out, by the same message that a person would send. */
export async function order(at: Layout, text: string): Promise<Result> {
  const view = orchestratorView(at);
  if (view === null || view.live === 'dead') {
    throw new OpsError('E_NOT_RUNNING', 'The orchestrator does not run, and it is who starts and stops agents');
  }
  const result = await sendMessage(at, ORCHESTRATOR, { text, from: 'cli', timeoutMs: ANSWER_LIMIT_MS });
  const ok = result.status === 'ok';
  const exitCode = ok ? EXIT.done : result.status === 'error' ? EXIT.failed : EXIT.noAnswer;
  return { data: { ok, ...result }, text: result.reply ?? result.note ?? result.status, exitCode };
}
