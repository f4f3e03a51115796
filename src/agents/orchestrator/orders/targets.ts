import { nearest } from '../../../core/text/nearest.ts';
import type { Desk } from '../desk.ts';
import type { Unit } from '../unit.ts';
import type { Targets } from './grammar.ts';

export type Chosen = { units: Unit[] } | { problem: string };

/**
 * Whether a name fits a pattern in which `*` stands for any letters. Part by part from the left, so that no message, however many stars it
 * has, can hold up the orchestrator.
 */
export function fits(pattern: string, name: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  if (!name.startsWith(first)) return false;
  const last = parts.pop();
  if (last === undefined) return name === pattern;
  let from = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
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
    const matching = all.filter((unit) => fits(name, unit.id));
    if (matching.length === 0) {
      const known = all.map((unit) => unit.id);
      const near = nearest(name, known);
      return {
        problem: `there is no agent ${JSON.stringify(name)}${near === null ? ';' : `; did you mean ${near}?`} I know ${known.join(', ')}`,
      };
    }
    for (const unit of matching) units.add(unit);
  }
  return { units: [...units] };
}
