import { isAtLeast } from '../../core/logs/level.ts';
import type { Run } from '../command.ts';
import { askedOf, countedSince, templatesResult } from './known.ts';

export const run: Run = async (input) => {
  const asked = askedOf(input);
  const { templates, at } = countedSince(input.open(), asked.from);
  const found = templates
    .filter(({ count, level }) => count > 0 && isAtLeast(level, 'error'))
    .sort((one, other) => other.count - one.count);
  return templatesResult(asked, found, at);
};
