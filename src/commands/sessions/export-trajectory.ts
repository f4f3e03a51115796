import { dirname, resolve } from 'node:path';
import { writeFileAtomic } from '../../core/files/atomic.ts';
import { findRecord } from '../../core/sessions/find.ts';
import { trajectoryOf } from '../../core/sessions/trajectory.ts';
import { plural } from '../../core/text/plural.ts';
import type { Run } from '../command.ts';
import { textOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const record = findRecord(at, input.args[0] ?? '');
  const text = trajectoryOf(at, record);
  const lines = text.split('\n').length - 1;
  const output = textOption(input, 'output');
  if (output === undefined) {
    input.print(text);
    return null;
  }
  const path = resolve(output);
  writeFileAtomic(path, text, { temporary: dirname(path) });
  return {
    data: { ok: true, sessionKey: record.key, path, lines },
    text: `${record.key}: ${plural(lines, 'line')} in ${path}`,
  };
};
