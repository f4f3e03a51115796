import { ORCHESTRATOR } from '../../../core/sessions/names.ts';
import { hasEnded } from '../../../core/sessions/record.ts';
import { type State, selectedRow, type World } from './model.ts';
import { isSupervised, type Row } from './rows.ts';

/** What can be done to a row. */
export type Verb = 'restart' | 'stop' | 'kill' | 'pause' | 'resume' | 'run';

export const READ_ONLY = 'read-only: nothing is written (:read-only turns it off)';

export function isAlive(row: Row): boolean {
  return row.session !== null && !hasEnded(row.session.status);
}

/** Why this cannot be done to this row; null where it can. */
export function obstacle(verb: Verb, row: Row, world: World): string | null {
  if (row.session === null && row.agent === null) return `${row.name} is no session`;
  const supervised = isSupervised(world.snapshot);
  if (verb === 'kill') return isAlive(row) ? null : `${row.name} does not run`;
  if (row.agentId === ORCHESTRATOR) {
    if (verb === 'pause' || verb === 'resume' || verb === 'run') return 'the orchestrator itself is not scheduled';
    return verb === 'stop' && !isAlive(row) ? 'the orchestrator does not run' : null;
  }
  if (verb === 'stop' && isAlive(row)) return null;
  if (row.agent === null)
    return verb === 'stop' ? `${row.name} has ended` : `${row.name} was spawned by itself: it can only be stopped`;
  if (!supervised) return 'no orchestrator runs: r on its line starts it';
  if (verb === 'stop' && row.state === 'stopped') return `${row.name} is stopped already`;
  return null;
}

/** Why no message can be written to the selected row; null where it can. Only a lasting session reads its mailbox. */
export function messageObstacle(state: State, world: World): string | null {
  const row = selectedRow(state, world);
  if (row === null) return 'nothing is selected';
  if (row.session === null) return `${row.name} has no session now; M writes to the orchestrator`;
  if (row.session.kind !== 'main') return `${row.name} is one run and reads no messages; M writes to the orchestrator`;
  return null;
}
