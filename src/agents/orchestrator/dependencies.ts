import type { Desk } from './desk.ts';
import type { Unit } from './unit.ts';

/** Whether others may rely on an agent: all its instances are ready, or its last run ended well. */
function isHealthy(unit: Unit): boolean {
  const runs = [...unit.runs.values()];
  if (unit.config.persistent) return runs.length === unit.lanes.length && runs.every((run) => run.ready && !run.ending);
  return unit.last?.status === 'done' || runs.some((run) => run.ready);
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
