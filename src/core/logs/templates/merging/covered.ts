import { VARIABLE } from '../tokens.ts';
import { type Entries, type Entry, entryOf, keyOf, keyWith, nameOf, variableAt } from './entry.ts';
import { canVary, isWord } from './evidence.ts';
import { withoutTexts } from './quoted.ts';

/** Beyond so many sets of places for lists of one length the search costs more than it finds. */
const MOST_SETS = 200;

/**
 * Lists that are a template already but for names that came too seldom to be told from words: `bob` and `db` in one line that a
 * template of `<*>` and `<*>` fits. Only what merging made is such a template: that some lines have a number at a place does not make a
 * word there one. Of several the one with the fewest variables counts.
 */
export function covered(entries: Entries): Map<Entry, readonly string[]> {
  const templateOf = finder(entries);
  const changes = new Map<Entry, readonly string[]>();
  for (const entry of entries.values()) {
    const template = templateOf(entry) ?? withoutItsTexts(entry, templateOf);
    if (template !== null) changes.set(entry, template.tokens);
  }
  return changes;
}

/** The same for a list with a title in it that the template knows as a value. */
function withoutItsTexts(entry: Entry, templateOf: (entry: Entry) => Entry | null): Entry | null {
  const tokens = withoutTexts(entry.tokens);
  return tokens === null ? null : templateOf(entryOf(nameOf(tokens), tokens));
}

/** Finds the template that fits a list. */
function finder(entries: Entries): (entry: Entry) => Entry | null {
  const byLength = new Map<number, Map<string, number[]>>();
  const templates = new Map<number, Entry>();
  for (const entry of entries.values()) {
    const { tokens } = entry;
    const places = [...tokens.keys()].filter((place) => tokens[place] === VARIABLE);
    if (places.length === 0 || !entry.isMerged || !tokens.some(isWord)) continue;
    templates.set(keyOf(entry.totalLow, entry.totalHigh), entry);
    const sets = byLength.get(tokens.length) ?? new Map<string, number[]>();
    byLength.set(tokens.length, sets);
    if (sets.size < MOST_SETS) sets.set(places.join(), places);
  }
  const ordered = new Map(
    [...byLength].map(([length, sets]) => [length, [...sets.values()].sort((one, other) => one.length - other.length)]),
  );
  return (entry) => {
    const { tokens } = entry;
    for (const places of ordered.get(tokens.length) ?? []) {
      const opened = places.filter((place) => tokens[place] !== VARIABLE);
      if (!opened.every((place) => canVary(tokens[place] ?? ''))) continue;
      const template = templates.get(keyWith(entry, opened, variableAt));
      if (template === undefined || template.name === entry.name) continue;
      if (template.tokens.filter(isWord).length * 2 >= opened.length) return template;
    }
    return null;
  };
}
