import { loadConfigFast } from '../../core/config/cached.ts';
import { OpsError } from '../../core/errors.ts';
import type { Run } from '../command.ts';
import { applyEdits } from './apply.ts';
import { assertConfigured } from './configured.ts';
import { settingEdits } from './settings.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [id = ''] = input.args;
  const { config } = await loadConfigFast(at);
  assertConfigured([id], Object.keys(config.agents));
  const edits = settingEdits(input, id);
  if (edits.length === 0)
    throw new OpsError('E_USAGE', 'There is nothing to change', { hint: `ops agents edit ${id} --set key=value` });
  return applyEdits(at, edits, `Changed ${id}`);
};
