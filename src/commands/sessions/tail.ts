import { EXIT, OpsError } from '../../core/errors.ts';
import { readTail } from '../../core/files/json-lines.ts';
import { findRecord } from '../../core/sessions/find.ts';
import { outputPath } from '../../core/sessions/settle.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { flag, numberOption } from '../options.ts';
import { follow } from './follow.ts';

const LINE_BYTES = 200;
const LEAST_BYTES = 64 * 1024;

export const run: Run = async (input) => {
  if (input.json) throw new OpsError('E_USAGE', 'Output is text: --json does not apply to sessions tail');
  const at = input.open();
  const record = findRecord(at, input.args[0] ?? '');
  const lines = numberOption(input, 'tail', { integer: true }) ?? 80;
  const tail = readTail(outputPath(at, record.id), Math.max(LEAST_BYTES, lines * LINE_BYTES));
  const follows = flag(input, 'follow');
  const text = stripControl(lastLines(tail?.text ?? '', lines));
  // A line that is still being written goes on where it stopped.
  input.print(text === '' || text.endsWith('\n') || follows ? text : `${text}\n`);
  if (!follows) return { data: null, text: '', exitCode: EXIT.done };
  await follow(input, at, record.id, tail?.end ?? 0);
  return null;
};

function lastLines(text: string, count: number): string {
  if (count === 0) return '';
  const lines = text.split('\n');
  const unfinished = lines.pop() ?? '';
  const shown = unfinished === '' ? lines.slice(-count) : [...lines, unfinished].slice(-count);
  return shown.join('\n') + (unfinished === '' && shown.length > 0 ? '\n' : '');
}
