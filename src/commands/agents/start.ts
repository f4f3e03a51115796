import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import type { Run } from '../command.ts';
import { order, targets } from './order.ts';
import { run as spawn } from './spawn.ts';

export const run: Run = async (input) => {
  const agents = input.args.filter((name) => name !== ORCHESTRATOR);
  if (agents.length < input.args.length) {
    const started = await spawn({ ...input, args: [ORCHESTRATOR], rest: [] });
    if (agents.length === 0) return started;
  }
  return order(input.open(), `start ${targets(agents)}`);
};
