import { loadConfigFast } from '../../core/config/cached.ts';
import { OpsError } from '../../core/errors.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { applyEdits } from './apply.ts';
import { assertConfigured } from './configured.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const { config } = await loadConfigFast(at);
  assertConfigured(input.args, Object.keys(config.agents));
  for (const id of input.args) {
    if (config.agents[id]?.command === undefined) {
      throw new OpsError('E_USAGE', `${id} is a built-in agent and cannot be deleted`, {
        hint: `Switch it off with: ops agents disable ${id}`,
      });
    }
  }
  if (!flag(input, 'force'))
    throw new OpsError('E_USAGE', 'Deleting cannot be undone', { hint: 'Say --force to delete.' });
  return applyEdits(
    at,
    input.args.map((id) => ({ path: ['agents', id], value: undefined })),
    `Deleted ${input.args.join(', ')}`,
  );
};
