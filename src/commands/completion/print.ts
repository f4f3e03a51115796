import { OpsError } from '../../core/errors.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { installCompletion } from './install.ts';
import { SCRIPTS, SHELLS } from './scripts.ts';

/** `ops completion bash|zsh|fish [--install]` */
export const run: Run = async (input) => {
  const [given = ''] = input.args;
  const shell = SHELLS.find((name) => name === given);
  if (shell === undefined) {
    throw new OpsError('E_USAGE', `${JSON.stringify(given)} is no shell that is known: one of ${SHELLS.join(', ')}`);
  }
  if (!flag(input, 'install')) return { data: { shell, script: SCRIPTS[shell] }, text: SCRIPTS[shell] };
  const { file, changed } = installCompletion(shell);
  const lines = changed.length === 0 ? [`${file} is installed already.`] : changed.map((path) => `Wrote ${path}`);
  if (changed.length > 0) lines.push(`It works in every ${shell} that is started from now on.`);
  return { data: { shell, file, changed }, text: lines.join('\n') };
};
