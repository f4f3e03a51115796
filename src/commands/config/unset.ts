import { parsePath } from '../../core/config/value-at.ts';
import { applyEdits } from '../agents/apply.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';

/** The default is in force again. */
export const run: Run = async (input) => {
  const edits = input.args.map((path) => ({ path: parsePath(path), value: undefined }));
  return applyEdits(input.open(), edits, `Took ${input.args.join(', ')} away`, { dryRun: flag(input, 'dryRun') });
};
