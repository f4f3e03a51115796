import { canVary, neededFor, saysSomethingWithout } from './evidence.ts';
import { VARIABLE } from './tokens.ts';

const MOST_ROUNDS = 12;
const HOLE = '\u0004';

/** A list of tokens with the hash of each token at its place: a list's hash is their sum, so that leaving one place open costs an addition. */
interface Entry {
  name: string;
  tokens: readonly string[];
  low: number[];
  high: number[];
  totalLow: number;
  totalHigh: number;
}

function hashPlace(place: number, token: string, into: { low: number; high: number }): void {
  let low = 0x811c9dc5 ^ Math.imul(place + 1, 0x9e3779b1);
  let high = 0x2545f491 ^ Math.imul(place + 1, 0x85ebca6b);
  for (let at = 0; at < token.length; at += 1) {
    const unit = token.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high + unit, 0xcc9e2d51);
    high ^= high >>> 15;
  }
  into.low = Math.imul(low ^ (low >>> 16), 0x7feb352d);
  into.high = Math.imul(high ^ (high >>> 13), 0x846ca68b);
}

const hashed = { low: 0, high: 0 };

function entryOf(name: string, tokens: readonly string[]): Entry {
  const low = new Array<number>(tokens.length).fill(0);
  const high = new Array<number>(tokens.length).fill(0);
  hashPlace(-1, String(tokens.length), hashed);
  let { low: totalLow, high: totalHigh } = hashed;
  for (let place = 0; place < tokens.length; place += 1) {
    hashPlace(place, tokens[place] ?? '', hashed);
    low[place] = hashed.low;
    high[place] = hashed.high;
    totalLow = (totalLow + hashed.low) | 0;
    totalHigh = (totalHigh + hashed.high) | 0;
  }
  return { name, tokens, low, high, totalLow, totalHigh };
}

export function nameOf(tokens: readonly string[]): string {
  return tokens.join('\u0000');
}

type Entries = Map<string, Entry>;

/** Members of a bucket are equal but for one place (or for values), where each has a word of its own. */
interface Bucket {
  place: number;
  members: Entry[];
}

/** How often a key came, up to twice, by a part of it. One for all mergings: a megabyte anew for each round is not given back soon. */
const times = new Uint8Array(1 << 20);

/** Finds all places at which several lists differ from each other and nowhere else. */
function oneHoleBuckets(entries: Entries): Bucket[] {
  // Most keys come once: a byte for each remembers that cheaply, and only those that seem to come again get an entry of their own.
  times.fill(0);
  const buckets = new Map<number, Bucket>();
  for (const isCounting of [true, false]) {
    for (const entry of entries.values()) {
      const { tokens, low, high, totalLow, totalHigh } = entry;
      for (let place = 0; place < tokens.length; place += 1) {
        if (!canVary(tokens[place] ?? '')) continue;
        hashPlace(place, HOLE, hashed);
        const keyLow = (totalLow - (low[place] ?? 0) + hashed.low) | 0;
        const keyHigh = (totalHigh - (high[place] ?? 0) + hashed.high) | 0;
        const slot = (keyLow ^ (keyHigh >>> 7)) & (times.length - 1);
        if (isCounting) {
          if ((times[slot] ?? 0) < 2) times[slot] = (times[slot] ?? 0) + 1;
        } else if ((times[slot] ?? 0) > 1) {
          const key = (keyLow >>> 0) * 0x200000 + ((keyHigh >>> 11) & 0x1fffff);
          const bucket = buckets.get(key);
          if (bucket === undefined) buckets.set(key, { place, members: [entry] });
          else bucket.members.push(entry);
        }
      }
    }
  }
  return [...buckets.values()].filter(({ members }) => members.length > 1);
}

function isValue(tokens: readonly string[], place: number): boolean {
  return tokens[place - 1] === '=' && canVary(tokens[place] ?? '');
}

/** The same, but all values behind an equals sign may differ at once: fields vary together, the words between them do not. */
function valueBuckets(entries: Entries): Bucket[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries.values()) {
    const { tokens } = entry;
    if (!tokens.includes('=')) continue;
    const skeleton = nameOf(tokens.map((token, place) => (isValue(tokens, place) ? HOLE : token)));
    const group = groups.get(skeleton);
    if (group === undefined) groups.set(skeleton, [entry]);
    else group.push(entry);
  }
  const buckets: Bucket[] = [];
  for (const members of groups.values()) {
    const tokens = members[0]?.tokens ?? [];
    if (members.length < 2) continue;
    for (const place of tokens.keys()) if (isValue(tokens, place)) buckets.push({ place, members });
  }
  return buckets;
}

type Holes = Map<Entry, Set<number>>;

function addHole(holes: Holes, entry: Entry, place: number): void {
  const places = holes.get(entry);
  if (places === undefined) holes.set(entry, new Set([place]));
  else places.add(place);
}

function holesOf(buckets: readonly Bucket[]): Holes {
  const holes: Holes = new Map();
  for (const { place, members } of buckets) {
    const tokens = members[0]?.tokens ?? [];
    const words = [...new Set(members.map((entry) => entry.tokens[place] ?? ''))];
    if (words.length < 2 || words.length < neededFor(words, tokens, place)) continue;
    if (saysSomethingWithout(tokens, place)) for (const entry of members) addHole(holes, entry, place);
  }
  return holes;
}

/** Words that no other list has at their place, in lists of the same length. */
function rareWords(entries: Entries): Holes {
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

export interface MergeOptions {
  /** For too many lists: words that stand in one list alone are taken for variables before anything else. */
  openRareWords?: boolean;
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
  for (const tokens of given) {
    const name = nameOf(tokens);
    if (!entries.has(name)) entries.set(name, entryOf(name, tokens));
  }
  const template = new Map([...entries.keys()].map((name) => [name, name]));

  function open(holes: Holes): void {
    if (holes.size === 0) return;
    const next: Entries = new Map();
    const moved = new Map<string, string>();
    for (const entry of entries.values()) {
      const places = holes.get(entry);
      const tokens =
        places === undefined ? entry.tokens : entry.tokens.map((token, at) => (places.has(at) ? VARIABLE : token));
      const name = places === undefined ? entry.name : nameOf(tokens);
      if (places !== undefined) moved.set(entry.name, name);
      if (!next.has(name)) next.set(name, places === undefined ? entry : entryOf(name, tokens));
    }
    for (const [name, now] of template) {
      const to = moved.get(now);
      if (to !== undefined) template.set(name, to);
    }
    entries = next;
  }

  if (options.openRareWords === true) open(rareWords(entries));
  open(holesOf(valueBuckets(entries)));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const holes = holesOf(oneHoleBuckets(entries));
    if (holes.size === 0) break;
    open(holes);
  }
  return new Map([...template].map(([name, now]) => [name, entries.get(now)?.tokens ?? []]));
}
