import type { Run } from '../command.ts';
import { askedOf, templatesResult } from './known.ts';

export const run: Run = async (input) => {
  const asked = await askedOf(input);
  const found = asked.templates.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count);
  return templatesResult(asked, found);
};
