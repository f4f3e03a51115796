import { randomUUID } from 'node:crypto';
import { OpsError } from '../../errors.ts';
import { orchestratorView } from '../../orchestrator-client.ts';
import { isName, ORCHESTRATOR } from '../../sessions/names.ts';
import { hasEnded } from '../../sessions/record.ts';
import { sendMessage } from '../../sessions/send.ts';
import { readAgentsFile } from '../../status/agents-file.ts';
import type { ActionContext, ActionType } from '../action.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

/** Orders the restart of an agent from the orchestrator, which knows its policy, what depends on it, and who asked. */
export const restartAgent: ActionType<Settings<'restart_agent'>> = {
  name: 'restart_agent',
  async plan({ agent, timeout }, context) {
    const problem = agentProblem(agent, context);
    if (problem !== null) throw new OpsError('E_NO_AGENT', problem);
    // The same order twice, after a crash between the step and its record, is one message.
    const detail = { agent, timeoutMs: timeout, orderId: randomUUID() };
    return [{ action: 'restart_agent', target: agent, detail, gain: null }];
  },
  async precheck({ detail: { agent } }, context) {
    const problem = agentProblem(agent, context);
    if (problem !== null) return problem;
    const orchestrator = orchestratorView(context.at, context.now());
    return orchestrator === null || hasEnded(orchestrator.status) ? 'the orchestrator does not run' : null;
  },
  run: (step, context) =>
    timed(async () => {
      const { agent, timeoutMs, orderId } = step.detail;
      const problem = agentProblem(agent, context);
      if (problem !== null) return { ok: false, text: problem };
      const { status, reply, note } = await sendMessage(context.at, ORCHESTRATOR, {
        // By its key: an agent may be named as a word of an order is.
        text: `restart agent:${agent}:main`,
        from: 'autoheal',
        timeoutMs: Number(timeoutMs),
        idempotencyKey: String(orderId),
      });
      return { ok: status === 'ok', text: reply ?? note ?? status };
    }),
  undo: null,
};

function agentProblem(agent: unknown, { at }: ActionContext): string | null {
  if (typeof agent !== 'string' || !isName(agent)) return `${JSON.stringify(agent)} is not the name of an agent`;
  if (agent === ORCHESTRATOR) return 'the orchestrator does not restart itself; its service does';
  const known = readAgentsFile(at)?.agents.some(({ id }) => id === agent) === true;
  return known ? null : `there is no agent ${agent}`;
}
