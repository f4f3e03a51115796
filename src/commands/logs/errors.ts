import { isAtLeast } from '../../core/logs/level.ts';
import type { Run } from '../command.ts';
import { askedOf, templatesResult } from './known.ts';

export const run: Run = async (input) => {
  const asked = await askedOf(input);
  const found = asked.templates
    .filter(({ count, level }) => count > 0 && isAtLeast(level, 'error'))
    .sort((one, other) => other.count - one.count);
  return templatesResult(asked, found);
};
