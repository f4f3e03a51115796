import { VARIABLE } from '../tokens.ts';
import { holesOf, nameBuckets, oneHoleBuckets, valueBuckets } from './buckets.ts';
import { covered } from './covered.ts';
import { type Entries, type Entry, entryOf, type Holes, nameOf } from './entry.ts';
import { withoutQuotedTexts } from './quoted.ts';
import { rareWords } from './rare-words.ts';

const MOST_ROUNDS = 16;

export interface MergeOptions {
  /** Templates of earlier mergings: what they leave open was found to vary. */
  proven?: readonly (readonly string[])[];
  /** For too many lists: words that stand in one list alone are taken for variables before anything else. */
  openRareWords?: boolean;
  /** While lines come in: only by the surest way, which costs least. */
  surest?: boolean;
}

/** What lists become. */
type Changes = ReadonlyMap<Entry, readonly string[]>;

/** Ways to find what varies, the surest first: a later one is asked only when those before it find nothing any more. */
const WAYS: readonly ((entries: Entries) => Changes)[] = [
  (entries) => opened(holesOf(oneHoleBuckets(entries))),
  (entries) => opened(holesOf(nameBuckets(entries))),
  withoutQuotedTexts,
  covered,
];

function opened(holes: Holes): Changes {
  return new Map(
    [...holes].map(([entry, places]) => [entry, entry.tokens.map((token, at) => (places.has(at) ? VARIABLE : token))]),
  );
}

/**
 * Finds the templates of a set of token lists: places where enough different words stand become variables, until nothing changes.
 * The result depends on the set alone, never on the order in which its members came. Maps each list, joined by NUL, to its template.
 */
export function mergeTemplates(
  given: readonly (readonly string[])[],
  options: MergeOptions = {},
): Map<string, readonly string[]> {
  let entries: Entries = new Map();
  for (const tokens of options.proven ?? []) entries.set(nameOf(tokens), entryOf(nameOf(tokens), tokens, true));
  for (const tokens of given) {
    const name = nameOf(tokens);
    if (!entries.has(name)) entries.set(name, entryOf(name, tokens));
  }
  const template = new Map([...entries.keys()].map((name) => [name, name]));

  function replace(changed: Changes): void {
    if (changed.size === 0) return;
    const next: Entries = new Map();
    const moved = new Map<string, string>();
    for (const entry of entries.values()) {
      const tokens = changed.get(entry);
      const name = tokens === undefined ? entry.name : nameOf(tokens);
      if (tokens !== undefined) moved.set(entry.name, name);
      const same = next.get(name);
      if (same !== undefined) same.isMerged = true;
      else next.set(name, tokens === undefined ? entry : entryOf(name, tokens, entry.isMerged));
    }
    for (const [name, now] of template) {
      const to = moved.get(now);
      if (to !== undefined) template.set(name, to);
    }
    entries = next;
  }

  if (options.openRareWords === true) replace(opened(rareWords(entries)));
  replace(opened(holesOf(valueBuckets(entries))));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const changes = firstChanges(entries, options.surest === true ? WAYS.slice(0, 1) : WAYS);
    if (changes === null) break;
    replace(changes);
  }
  return new Map([...template].map(([name, now]) => [name, entries.get(now)?.tokens ?? []]));
}

function firstChanges(entries: Entries, ways: typeof WAYS): Changes | null {
  for (const way of ways) {
    const changes = way(entries);
    if (changes.size > 0) return changes;
  }
  return null;
}
