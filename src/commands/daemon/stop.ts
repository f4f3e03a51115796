import { control } from '../../core/service/manager.ts';
import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { listRecords } from '../../core/sessions/registry.ts';
import { stopSession } from '../../core/sessions/stop.ts';
import { viewOf } from '../../core/sessions/view.ts';
import { stopOrchestrator } from '../agents/stop.ts';
import type { Input, Result, Run } from '../command.ts';
import { flag } from '../options.ts';
import { refused, standingOf, usable } from './service-of.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const standing = await standingOf(input.root);
  const service = usable(standing);
  if (service === null || standing.state?.active !== true) return stopOrchestrator(input, at);
  // A forced stop goes to the process first; the service is then told not to bring it back.
  const stopping = control(service, 'stop');
  if (flag(input, 'force')) await stopOrchestrator(input, at);
  const stopped = await stopping;
  if (!stopped.ok) throw refused(service, 'stopped', stopped.output);
  return stoppedResult(input, service.name);
};

async function stoppedResult(input: Input, name: string): Promise<Result> {
  const at = input.open();
  const live = listRecords(at).records.filter(
    (record) => record.agentId !== ORCHESTRATOR && !hasEnded(viewOf(at, record).status),
  );
  const keys = live.map(({ key }) => key);
  const withAgents = flag(input, 'withAgents');
  if (withAgents)
    await Promise.all(live.map((record) => stopSession(at, record, { reason: 'stopped with the orchestrator' })));
  const others =
    keys.length === 0
      ? ''
      : `\n${withAgents ? 'Stopped with it' : 'Still running'}: ${keys.join(', ')}${withAgents ? '' : ' (--with-agents stops them too)'}`;
  return {
    data: { ok: true, stopped: true, service: name, left: withAgents ? [] : keys },
    text: `The service ${name} has stopped.${others}`,
  };
}
