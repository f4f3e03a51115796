import { nearest } from '../../../core/text/nearest.ts';
import type { Desk } from '../desk.ts';
import type { Unit } from '../unit.ts';
import type { Targets } from './grammar.ts';

export type Chosen = { units: Unit[] } | { problem: string };

function pattern(name: string): RegExp {
  const escaped = name.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

/** Keeps house for the program itself; `all agents` does not mean it. */
const HOUSEKEEPING = new Set(['backup']);

/** A job is no agent: to restart all agents is not to run every job now. */
function isApart(unit: Unit): boolean {
  return unit.job !== null || HOUSEKEEPING.has(unit.id);
}

/** The agents that an order names. One unknown name and nothing is done: half an order is a guess. */
export function chooseUnits(desk: Desk, targets: Targets): Chosen {
  const all = [...desk.units.values()];
  if (targets === 'all') return { units: all.filter((unit) => unit.config.enabled && !isApart(unit)) };
  const units = new Set<Unit>();
  for (const name of targets) {
    const matching = all.filter((unit) => pattern(name).test(unit.id));
    if (matching.length === 0) {
      const known = all.map((unit) => unit.id);
      const near = nearest(name, known);
      return {
        problem: `there is no agent ${JSON.stringify(name)}${near === null ? '' : `; did you mean ${near}?`} I know ${known.join(', ')}`,
      };
    }
    for (const unit of matching) units.add(unit);
  }
  return { units: [...units] };
}
