import { addHole, type Entries, type Holes } from './entry.ts';
import { canVary } from './evidence.ts';

/** Words that no other list has at their place, in lists of the same length. */
export function rareWords(entries: Entries): Holes {
  const lists = new Map<string, number>();
  const keyOf = (tokens: readonly string[], place: number) => `${tokens.length} ${place} ${tokens[place] ?? ''}`;
  for (const { tokens } of entries.values()) {
    for (const place of tokens.keys()) lists.set(keyOf(tokens, place), (lists.get(keyOf(tokens, place)) ?? 0) + 1);
  }
  const holes: Holes = new Map();
  for (const entry of entries.values()) {
    const { tokens } = entry;
    const first = tokens.findIndex(canVary);
    const rare = [...tokens.keys()].filter(
      (place) => place !== first && canVary(tokens[place] ?? '') && lists.get(keyOf(tokens, place)) === 1,
    );
    // Where most words are rare the list is a message of its own, not one with a name in it.
    if (rare.length * 3 <= tokens.length) for (const place of rare) addHole(holes, entry, place);
  }
  return holes;
}
