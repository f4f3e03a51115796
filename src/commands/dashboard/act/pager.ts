import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { errorText } from '../../../core/errors.ts';
import { wordsOf } from '../state/words.ts';

/**
 * Shows a whole file in the user's pager, however large it is, and comes back when that is left. Returns why it could not. `LESSSECURE`
 * keeps less from running commands and writing files; what else a user has chosen may do both, so `secure` takes less.
 */
export function pageFile(path: string, secure: boolean): string | null {
  const [program = 'less', ...given] = secure ? [] : wordsOf(process.env.PAGER ?? '');
  const isLess = basename(program) === 'less';
  // Colours of the log, no counting of lines, and its end first.
  const args = isLess && given.length === 0 ? ['-Rn', '+G'] : given;
  const env = { ...process.env, LESSSECURE: '1' };
  const { error } = spawnSync(program, [...args, path], { stdio: 'inherit', env });
  return error === undefined ? null : `${program} cannot be started: ${errorText(error)}`;
}
