import { HEALTH, readStanding } from '../../core/status/judge.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Run } from '../command.ts';

export const run: Run = async (input) => {
  const { health, problems } = readStanding(input.open());
  const text =
    problems.length === 0 ? 'everything watched is within bounds' : problems.map((problem) => problem.text).join('; ');
  return {
    data: { ok: health === 'ok', health, problems },
    text: `${health.toUpperCase()}: ${oneLine(text)}`,
    exitCode: HEALTH[health],
  };
};
