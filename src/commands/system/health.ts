import { asUserError, OpsError } from '../../core/errors.ts';
import { HEALTH, readStanding, type Standing } from '../../core/status/judge.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Input, Run } from '../command.ts';

type Finding = Pick<Standing, 'health' | 'problems'>;

export const run: Run = async (input) => {
  const { health, problems } = look(input);
  const text =
    problems.length === 0 ? 'everything watched is within bounds' : problems.map((problem) => problem.text).join('; ');
  return {
    data: { ok: health === 'ok', health, problems },
    text: `${health.toUpperCase()}: ${oneLine(text)}`,
    exitCode: HEALTH[health],
  };
};

/** A monitoring system reads 1 as a warning and 78 as nothing at all: where health cannot look, it is unknown. */
function look(input: Input): Finding {
  try {
    return readStanding(input.open());
  } catch (error) {
    const known = asUserError(error);
    if (!(known instanceof OpsError)) throw error;
    return { health: 'unknown', problems: [{ health: 'unknown', text: known.message }] };
  }
}
