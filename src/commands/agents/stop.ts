import { EXIT } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { orchestratorView } from '../../core/orchestrator-client.ts';
import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { listRecords } from '../../core/sessions/registry.ts';
import { stopSession } from '../../core/sessions/stop.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Input, Result, Run } from '../command.ts';
import { flag } from '../options.ts';
import { order, targets } from './order.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const agents = input.args.filter((name) => name !== ORCHESTRATOR);
  const ordered = agents.length > 0 ? await order(at, `stop ${targets(agents)}`) : null;
  if (agents.length === input.args.length) return ordered;
  const stopped = await stopOrchestrator(input, at);
  if (ordered === null) return stopped;
  return {
    data: { agents: ordered.data, orchestrator: stopped.data },
    text: `${ordered.text}\n${stopped.text}`,
    exitCode: ordered.exitCode ?? EXIT.done,
  };
};

/** What the orchestrator started and what still runs. */
function liveSessions(at: Layout): SessionRecord[] {
  return listRecords(at).records.filter(
    (record) => record.agentId !== ORCHESTRATOR && !hasEnded(viewOf(at, record).status),
  );
}

export async function stopOrchestrator(input: Input, at: Layout): Promise<Result> {
  const view = orchestratorView(at);
  if (view === null || hasEnded(view.status)) {
    return {
      data: { ok: true, stopped: false, left: liveSessions(at).map(({ key }) => key) },
      text: 'The orchestrator does not run.',
    };
  }
  const { forced } = await stopSession(at, view.record, {
    reason: 'stopped from a shell',
    force: flag(input, 'force'),
  });
  const live = liveSessions(at);
  const withAgents = flag(input, 'withAgents');
  if (withAgents)
    await Promise.all(live.map((record) => stopSession(at, record, { reason: 'stopped with the orchestrator' })));
  const keys = live.map(({ key }) => key);
  const pid = view.record.owner?.pid ?? null;
  const how = forced ? 'was killed' : 'has stopped';
  const others =
    live.length === 0
      ? ''
      : withAgents
        ? `\nStopped with it: ${keys.join(', ')}`
        : `\nStill running: ${keys.join(', ')} (--with-agents stops them too)`;
  return {
    data: { ok: true, stopped: true, pid, forced, left: withAgents ? [] : keys },
    text: `The orchestrator (pid ${pid}) ${how}.${others}`,
  };
}
