import { PARTS, type Part } from '../../core/backup/parts.ts';
import { OpsError } from '../../core/errors.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { Input } from '../command.ts';
import { textOption } from '../options.ts';

/** `--only metrics,analysis`; all parts where it is not given. */
export function partsOption(input: Input): readonly Part[] {
  const text = textOption(input, 'only');
  if (text === undefined) return PARTS;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !PARTS.includes(name as Part));
  if (unknown === undefined) return PARTS.filter((part) => names.includes(part));
  const near = nearest(unknown, PARTS);
  throw new OpsError('E_USAGE', `--only takes some of ${PARTS.join(', ')}, not ${JSON.stringify(unknown)}`, {
    hint: near === null ? 'Divide several by commas.' : `Did you mean ${near}?`,
  });
}
