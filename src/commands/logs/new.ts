import type { Run } from '../command.ts';
import { askedOf, templatesResult } from './known.ts';

export const run: Run = async (input) => {
  const asked = await askedOf(input);
  const from = asked.from ?? '';
  const found = asked.templates
    .filter(({ firstSeen }) => firstSeen >= from)
    .sort((one, other) => (one.firstSeen < other.firstSeen ? 1 : -1));
  return templatesResult(asked, found);
};
