import { loadConfigFast } from '../../core/config/cached.ts';
import type { Run } from '../command.ts';
import { applyEdits } from './apply.ts';
import { assertConfigured } from './configured.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const { config } = await loadConfigFast(at);
  assertConfigured(input.args, Object.keys(config.agents));
  const edits = input.args.map((id) => ({ path: ['agents', id, 'enabled'], value: false }));
  return applyEdits(at, edits, `Disabled ${input.args.join(', ')}`);
};
