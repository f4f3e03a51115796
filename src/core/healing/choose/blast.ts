import type { ActionName } from '../actions/settings.ts';
import type { Playbook } from '../playbooks/schema.ts';

/** How much of the machine feels an action, from 0 (nothing) to 5 (a process loses what it has not stored). */
const BLAST: Readonly<Record<ActionName, number>> = {
  wait: 0,
  notify: 0,
  compress_files: 1,
  rotate: 1,
  run_program: 2,
  remove_files: 3,
  truncate_file: 3,
  http_call: 3,
  restart_agent: 4,
  restart_unit: 4,
  signal_process: 5,
};

const UNKNOWN = 5;

/** That of its gravest action. */
export function blastOf({ actions }: Pick<Playbook, 'actions'>): number {
  return Math.max(0, ...actions.map(({ action }) => BLAST[action as ActionName] ?? UNKNOWN));
}
