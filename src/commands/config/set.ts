import { parsePath } from '../../core/config/value-at.ts';
import { applyEdits } from '../agents/apply.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { jsonOrText } from './json-or-text.ts';

export const run: Run = async (input) => {
  const [path = '', value = ''] = input.args;
  return applyEdits(input.open(), [{ path: parsePath(path), value: jsonOrText(value) }], `Set ${path}`, {
    dryRun: flag(input, 'dryRun'),
  });
};
