import { OpsError } from '../../core/errors.ts';
import { findSession } from '../../core/sessions/find.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { spawnSession } from '../../core/sessions/spawn.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Run } from '../command.ts';

/** Starts what a run did once more, as a run of its own. */
export const run: Run = async (input) => {
  const at = input.open();
  const [name = ''] = input.args;
  const found = findSession(at, name);
  if (found.where !== 'registry')
    throw new OpsError('E_NO_SESSION', `Of ${found.run.key} only the outcome is known any more`, {
      hint: `Start it anew: ops agents spawn ${found.run.agentId} --task "${found.run.task ?? ''}"`,
    });
  const { agentId, argv, task, label, cwd, cleanup, runTimeoutSeconds, kind, key } = found.record;
  if (kind === 'main')
    throw new OpsError('E_USAGE', `${key} is a lasting session, not a task`, { hint: `ops agents restart ${agentId}` });
  if (!hasEnded(viewOf(at, found.record).status))
    throw new OpsError('E_RUNNING', `${key} still runs`, { hint: `First: ops tasks cancel ${name}` });
  const { record } = spawnSession(at, {
    agentId,
    kind: 'subagent',
    ...(argv === null ? {} : { argv }),
    task: task ?? undefined,
    label: label ?? undefined,
    ...{ cwd, cleanup, runTimeoutSeconds },
    requester: 'cli',
  });
  const { runId, key: childSessionKey } = record;
  return {
    data: { status: 'accepted', runId, childSessionKey, retryOf: found.record.runId },
    text: `Started ${childSessionKey}\nFollow it with: ops sessions tail ${runId.slice(0, 8)} --follow`,
  };
};
