import { OpsError } from '../../core/errors.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Input } from '../command.ts';
import { textOption } from '../options.ts';
import { readInput } from '../standard-input.ts';

const LIMIT_BYTES = 64 * 1_024;
const TITLE_LENGTH = 200;

export interface Said {
  title: string;
  text: string;
}

/**
 * Reads standard input where the message is `-`, so it is asked once. `option`: how it is given otherwise.
 * @throws OpsError where there is no message, or two.
 */
export function textOf(input: Input, option: 'message' | 'text' = 'message'): Said {
  const [word] = input.args;
  const given = [word, textOption(input, option)].filter((source) => source !== undefined);
  if (given.length !== 1) {
    throw new OpsError('E_USAGE', given.length === 0 ? 'There is no message' : 'The message is given twice', {
      hint: `Give it as an argument, with --${option}, or as - from standard input.`,
    });
  }
  const text = (word === '-' ? readInput(LIMIT_BYTES + 1) : (given[0] ?? '')).trim();
  if (text === '') throw new OpsError('E_USAGE', 'The message is empty');
  if (Buffer.byteLength(text) > LIMIT_BYTES) {
    throw new OpsError('E_USAGE', `The message is longer than ${LIMIT_BYTES} bytes`, {
      hint: 'Send the beginning, and where the rest is found.',
    });
  }
  const title = textOption(input, 'title') ?? text.split('\n')[0] ?? '';
  return { title: oneLine(title).slice(0, TITLE_LENGTH), text };
}
