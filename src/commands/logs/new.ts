import type { Run } from '../command.ts';
import { askedOf, countedSince, templatesResult } from './known.ts';

export const run: Run = async (input) => {
  const asked = askedOf(input);
  const { templates, at } = countedSince(input.open(), asked.from);
  const found = templates
    .filter(({ firstSeen }) => firstSeen >= asked.from)
    .sort((one, other) => (one.firstSeen < other.firstSeen ? 1 : -1));
  return templatesResult(asked, found, at);
};
