import { VARIABLE } from '../tokens.ts';
import { addHole, type Entries, type Entry, type Holes, keyOf, keyWith, variableAt } from './entry.ts';
import { canVary, isWord } from './evidence.ts';

/** Beyond so many sets of places for lists of one length the search costs more than it finds. */
const MOST_SETS = 200;

/**
 * Lists that are a template already but for names that came too seldom to be told from words: `bob` and `db` in one line that a
 * template of `<*>` and `<*>` fits. Only what merging made is such a template: that some lines have a number at a place does not make a
 * word there one. Of several the one with the fewest variables counts.
 */
export function coveredBy(entries: Entries): Holes {
  const byLength = new Map<number, Map<string, number[]>>();
  const templates = new Map<number, Entry>();
  for (const entry of entries.values()) {
    const { tokens } = entry;
    const places = [...tokens.keys()].filter((place) => tokens[place] === VARIABLE);
    const words = tokens.filter(isWord).length;
    if (places.length === 0 || words === 0 || !entry.isMerged) continue;
    templates.set(keyOf(entry.totalLow, entry.totalHigh), entry);
    const sets = byLength.get(tokens.length) ?? new Map<string, number[]>();
    byLength.set(tokens.length, sets);
    if (sets.size < MOST_SETS) sets.set(places.join(), places);
  }
  const ordered = new Map(
    [...byLength].map(([length, sets]) => [length, [...sets.values()].sort((one, other) => one.length - other.length)]),
  );
  const holes: Holes = new Map();
  for (const entry of entries.values()) {
    const { tokens } = entry;
    for (const places of ordered.get(tokens.length) ?? []) {
      const opened = places.filter((place) => tokens[place] !== VARIABLE);
      if (opened.length === 0 || !opened.every((place) => canVary(tokens[place] ?? ''))) continue;
      const template = templates.get(keyWith(entry, opened, variableAt));
      if (template === undefined || template.tokens.filter(isWord).length < opened.length) continue;
      for (const place of opened) addHole(holes, entry, place);
      break;
    }
  }
  return holes;
}
