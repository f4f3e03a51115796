import { EXIT } from '../../core/errors.ts';
import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import type { Run } from '../command.ts';
import { order, targets } from './order.ts';
import { run as spawn } from './spawn.ts';
import { stopOrchestrator } from './stop.ts';

export const run: Run = async (input) => {
  const agents = input.args.filter((name) => name !== ORCHESTRATOR);
  const ordered = agents.length > 0 ? await order(input.open(), `restart ${targets(agents)}`) : null;
  if (agents.length === input.args.length) return ordered;
  const stopped = await stopOrchestrator(input, makeWorkspace(input.root).at);
  const started = await spawn({ ...input, args: [ORCHESTRATOR], rest: [], options: {} });
  const text = [ordered?.text, stopped.text, started?.text].filter((line) => line !== undefined).join('\n');
  const data = { agents: ordered?.data ?? null, stopped: stopped.data, started: started?.data ?? null };
  return { data, text, exitCode: ordered?.exitCode ?? EXIT.done };
};
