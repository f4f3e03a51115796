import type { Desk } from './desk.ts';
import type { Unit } from './unit.ts';

/**
 * Whether others may rely on an agent: all instances of a persistent one are ready; of another the last run ended well, or one is under
 * way whose own probe says that it is ready. That one merely runs is not enough: what prepares the ground has not prepared it yet.
 */
function isHealthy(unit: Unit): boolean {
  const runs = [...unit.runs.values()];
  if (unit.config.persistent) return runs.length === unit.lanes.length && runs.every((run) => run.ready && !run.ending);
  if (unit.config.ready !== undefined && runs.some((run) => run.ready && !run.ending)) return true;
  return unit.last?.status === 'done';
}

/** What an agent has to wait for, in words, or null: nothing. */
export function dependencyProblem(desk: Desk, unit: Unit): string | null {
  const problems: string[] = [];
  for (const id of unit.config.depends_on) {
    const other = desk.units.get(id);
    if (other === undefined) problems.push(`${id} is not there`);
    else if (!isHealthy(other)) problems.push(`${id} is not healthy yet`);
  }
  return problems.length === 0 ? null : problems.join(', ');
}
