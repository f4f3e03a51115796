import { loadConfigFast } from '../../core/config/cached.ts';
import { OpsError } from '../../core/errors.ts';
import { readJob } from '../../core/schedule/jobs.ts';
import type { Run } from '../command.ts';
import { applyEdits, assertAgentName } from './apply.ts';
import { settingEdits } from './settings.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [id = ''] = input.args;
  assertAgentName(id);
  const { config } = await loadConfigFast(at);
  if (config.agents[id] !== undefined || readJob(at, id) !== null) {
    throw new OpsError('E_USAGE', `${id} is there already`, { hint: `Change it with: ops agents edit ${id}` });
  }
  if (input.rest.length === 0)
    throw new OpsError('E_USAGE', 'There is no command', { hint: `ops agents add ${id} --persistent -- <command>` });
  return applyEdits(at, settingEdits(input, id), `Added ${id}`);
};
