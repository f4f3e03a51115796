import { userInfo } from 'node:os';
import { OpsError } from '../../core/errors.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Input } from '../command.ts';
import { textOption } from '../options.ts';

/** Who does it: --by, else the user that runs the command. */
export function actor(input: Input): string {
  const given = textOption(input, 'by');
  if (given === undefined) return userName();
  const name = oneLine(given).trim();
  if (name === '') throw new OpsError('E_USAGE', '--by takes a name');
  return name;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no user has.
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
