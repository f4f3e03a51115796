import { createBackup } from '../../core/backup/create.ts';
import { plural } from '../../core/text/plural.ts';
import type { Run } from '../command.ts';
import { numberOption, textOption } from '../options.ts';
import { partsOption } from './parts-option.ts';
import { describeSize } from './size.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const daily = numberOption(input, 'keepDaily', { min: 1, integer: true });
  const weekly = numberOption(input, 'keepWeekly', { integer: true }) ?? 0;
  const output = textOption(input, 'output');
  const made = await createBackup(at, {
    parts: partsOption(input),
    ...(output === undefined ? {} : { output }),
    ...(daily === undefined ? {} : { keep: { daily, weekly } }),
  });
  const size = `${plural(made.files, 'file')}, ${describeSize(made.contentBytes)}, ${describeSize(made.bytes)} compressed`;
  const removed = made.removed.length === 0 ? '' : `\nRemoved by retention: ${made.removed.join(', ')}`;
  return {
    data: { ok: true, ...made },
    text: `Backed up and tested by restoring: ${made.path}\n${size}${removed}`,
    warnings: made.skipped.map(({ path, reason }) => `${path} is not in it: ${reason}`),
  };
};
