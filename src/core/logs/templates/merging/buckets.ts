import { addHole, type Entries, type Entry, type Holes, holeAt, keyOf, keyWith } from './entry.ts';
import { canVary, isWord, neededFor, saysSomethingWithout } from './evidence.ts';

/** Members of a bucket are equal but for one place (or for places like it), where each has a word of its own. */
interface Bucket {
  place: number;
  members: Entry[];
}

/** How often a key came, up to twice, by a part of it. One for all mergings: a megabyte anew for each round is not given back soon. */
const times = new Uint8Array(1 << 20);

/** Finds all places at which several lists differ from each other and nowhere else. */
export function oneHoleBuckets(entries: Entries): Bucket[] {
  // Most keys come once: a byte for each remembers that cheaply, and only those that seem to come again get an entry of their own.
  times.fill(0);
  const buckets = new Map<number, Bucket>();
  for (const isCounting of [true, false]) {
    for (const entry of entries.values()) {
      const { tokens, low, high, totalLow, totalHigh } = entry;
      for (let place = 0; place < tokens.length; place += 1) {
        if (!canVary(tokens[place] ?? '')) continue;
        const hole = holeAt(place);
        const keyLow = (totalLow - (low[place] ?? 0) + hole.low) | 0;
        const keyHigh = (totalHigh - (high[place] ?? 0) + hole.high) | 0;
        const slot = (keyLow ^ (keyHigh >>> 7)) & (times.length - 1);
        if (isCounting) {
          if ((times[slot] ?? 0) < 2) times[slot] = (times[slot] ?? 0) + 1;
        } else if ((times[slot] ?? 0) > 1) {
          const key = keyOf(keyLow, keyHigh);
          const bucket = buckets.get(key);
          if (bucket === undefined) buckets.set(key, { place, members: [entry] });
          else bucket.members.push(entry);
        }
      }
    }
  }
  return [...buckets.values()].filter(({ members }) => members.length > 1);
}

/** The same where several places may differ at once: `placesOf` says which of a list. */
function bucketsWithout(entries: Entries, placesOf: (entry: Entry) => readonly number[]): Bucket[] {
  const groups = new Map<number, { places: readonly number[]; members: Entry[] }>();
  for (const entry of entries.values()) {
    const places = placesOf(entry);
    if (places.length === 0) continue;
    const key = keyWith(entry, places, holeAt);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { places, members: [entry] });
    else group.members.push(entry);
  }
  return [...groups.values()]
    .filter(({ members }) => members.length > 1)
    .flatMap(({ places, members }) => places.map((place) => ({ place, members })));
}

/** All values behind an equals sign may differ at once: fields vary together, the words between them do not. */
export function valueBuckets(entries: Entries): Bucket[] {
  return bucketsWithout(entries, ({ tokens }) =>
    tokens.includes('=')
      ? [...tokens.keys()].filter((place) => tokens[place - 1] === '=' && canVary(tokens[place] ?? ''))
      : [],
  );
}

/** So many different words behind the same word, or before the same one, in lists of one length: the place may hold a name. */
const WORDS_NEEDED = 5;

/** Hashes of 30 bits are integers that a Map finds quickly; two that are equal by chance cost a look at a place where no name stands. */
const SMALL = 0x3fffffff;

/** Counts different words behind each word and before each, by hashes of a token and its place. */
function wordsBeside(entries: Entries): (entry: Entry, place: number) => boolean {
  const words = new Map<number, number[]>();
  const before = ({ low, tokens }: Entry, place: number) =>
    (Math.imul(low[place - 1] ?? 0, 0x9e3779b1) ^ Math.imul(tokens.length * 512 + place, 0x85ebca6b)) & SMALL;
  const after = ({ low, tokens }: Entry, place: number) =>
    (Math.imul(low[place + 1] ?? 0, 0x7feb352d) ^ Math.imul(tokens.length * 512 + place, 0xcc9e2d51)) & SMALL;
  const add = (key: number, word: number) => {
    const known = words.get(key);
    if (known === undefined) words.set(key, [word]);
    else if (known.length < WORDS_NEEDED && !known.includes(word)) known.push(word);
  };
  for (const entry of entries.values()) {
    const { tokens, low } = entry;
    for (let place = 0; place < tokens.length; place += 1) {
      if (!canVary(tokens[place] ?? '')) continue;
      const word = (low[place] ?? 0) & SMALL;
      add(before(entry, place), word);
      add(after(entry, place), word);
    }
  }
  return (entry, place) =>
    words.get(before(entry, place))?.length === WORDS_NEEDED || words.get(after(entry, place))?.length === WORDS_NEEDED;
}

/** Places that names often stand at may differ at once: two names in one message are seldom seen with one of them the same. */
export function nameBuckets(entries: Entries): Bucket[] {
  const isAmongMany = wordsBeside(entries);
  return bucketsWithout(entries, (entry) => {
    const places: number[] = [];
    let words = 0;
    for (const [place, token] of entry.tokens.entries()) {
      if (isWord(token)) words += 1;
      if (canVary(token) && isAmongMany(entry, place)) places.push(place);
    }
    // The words that stay must tell what the message is.
    return places.length > 1 && words >= places.length * 2 ? places : [];
  });
}

/** The places at which a bucket's members have enough different words. */
export function holesOf(buckets: readonly Bucket[]): Holes {
  const holes: Holes = new Map();
  for (const { place, members } of buckets) {
    const tokens = members[0]?.tokens ?? [];
    const words = [...new Set(members.map((entry) => entry.tokens[place] ?? ''))];
    if (words.length < 2 || words.length < neededFor(words, tokens, place)) continue;
    if (saysSomethingWithout(tokens, place)) for (const entry of members) addHole(holes, entry, place);
  }
  return holes;
}
