import { relative } from 'node:path';
import { objectOf } from '../../core/alerts/urgent/fields.ts';
import { handIn } from '../../core/alerts/urgent/hand-in.ts';
import { jsonOf, parseUrgent } from '../../core/alerts/urgent/parse.ts';
import { OpsError } from '../../core/errors.ts';
import type { Agent } from '../agent.ts';

const WAIT_MS = 5_000;
/** Who started it may have meant a plain sentence; what begins like JSON was meant to be some. */
const LIKE_JSON = /^\s*[[{"]/;

/**
 * Hands the alarms of its task to whoever takes urgent ones: JSON of any shape that an urgent file may have, Alertmanager's webhook among
 * them, or a sentence, which is a critical alarm.
 */
export const run: Agent = async ({ at, session }) => {
  const task = session.task ?? '';
  if (task.trim() === '') {
    throw new OpsError('E_USAGE', 'There is no alarm in the task', {
      hint: `Give it one: ops agents spawn alert-handler --task '{"severity":"critical","message":"…"}'`,
    });
  }
  const alarm = alarmOf(task);
  const { alarms, problems } = parseUrgent(alarm, Date.now());
  if (alarms.length === 0 && problems.length > 0) throw new OpsError('E_USAGE', `The task ${problems[0]}`);
  if (alarms.length === 0) return 'no alarm in the task, so nothing to tell';
  const { file, status, isRunning } = await handIn(at, alarm, WAIT_MS);
  const count = `${alarms.length} alarm${alarms.length === 1 ? '' : 's'}`;
  const where = relative(at.root, `${at.urgentAlerts}/${file}`);
  if (status !== 'stored') return `${count} ${status}, ${where}`;
  return `${count} stored in ${where}${isRunning ? '' : '; no orchestrator runs, so nobody is told until one does'}`;
};

function alarmOf(task: string): object {
  if (!LIKE_JSON.test(task)) return { message: task };
  const read = jsonOf(task);
  if ('problem' in read) throw new OpsError('E_USAGE', `The task ${read.problem}`);
  return objectOf(read.value) ?? (Array.isArray(read.value) ? read.value : { message: String(read.value) });
}
