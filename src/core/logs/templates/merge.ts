import { canVary, neededFor, saysSomethingWithout } from './evidence.ts';
import { VARIABLE } from './tokens.ts';

const MOST_ROUNDS = 12;
const HOLE = '\u0004';

/** Two 32-bit lanes; sums of what each place adds, so that the sum with one place left open costs two additions. */
interface Sums {
  low: number;
  high: number;
}

function placeSum(place: number, token: string): Sums {
  let low = 0x811c9dc5 ^ Math.imul(place + 1, 0x9e3779b1);
  let high = 0x2545f491 ^ Math.imul(place + 1, 0x85ebca6b);
  for (let at = 0; at < token.length; at += 1) {
    const unit = token.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high + unit, 0xcc9e2d51);
    high ^= high >>> 15;
  }
  return { low: Math.imul(low ^ (low >>> 16), 0x7feb352d), high: Math.imul(high ^ (high >>> 13), 0x846ca68b) };
}

function keyOf(low: number, high: number): number {
  return (low >>> 0) * 0x200000 + ((high >>> 11) & 0x1fffff);
}

type Lists = Map<string, string[]>;

function nameOf(tokens: readonly string[]): string {
  return tokens.join('\u0000');
}

type Holes = Map<string, Set<number>>;

function addHole(holes: Holes, name: string, place: number): void {
  const places = holes.get(name);
  if (places === undefined) holes.set(name, new Set([place]));
  else places.add(place);
}

/** Members of a bucket are equal but for one place, where each has a word of its own. */
interface Bucket {
  place: number;
  names: string[];
}

/** Finds all places at which several lists differ from each other and nowhere else. */
function oneHoleBuckets(lists: Lists): Bucket[] {
  const seen = new Map<number, number>();
  const each = (visit: (key: number, name: string, place: number) => void) => {
    for (const [name, tokens] of lists) {
      const sums = tokens.map((token, place) => placeSum(place, token));
      const total = placeSum(-1, String(tokens.length));
      for (const sum of sums) {
        total.low = (total.low + sum.low) | 0;
        total.high = (total.high + sum.high) | 0;
      }
      for (const [place, sum] of sums.entries()) {
        if (!canVary(tokens[place] ?? '')) continue;
        const hole = placeSum(place, HOLE);
        visit(keyOf((total.low - sum.low + hole.low) | 0, (total.high - sum.high + hole.high) | 0), name, place);
      }
    }
  };
  each((key) => seen.set(key, (seen.get(key) ?? 0) + 1));
  const buckets = new Map<number, Bucket>();
  each((key, name, place) => {
    if ((seen.get(key) ?? 0) < 2) return;
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, { place, names: [name] });
    else bucket.names.push(name);
  });
  return [...buckets.values()];
}

/** The same, but all values behind an equals sign may differ at once: fields vary together, the words between them do not. */
function valueBuckets(lists: Lists): Bucket[] {
  const groups = new Map<string, string[]>();
  const isValue = (tokens: readonly string[], place: number) =>
    tokens[place - 1] === '=' && canVary(tokens[place] ?? '');
  for (const [name, tokens] of lists) {
    if (!tokens.includes('=')) continue;
    const skeleton = nameOf(tokens.map((token, place) => (isValue(tokens, place) ? HOLE : token)));
    const group = groups.get(skeleton);
    if (group === undefined) groups.set(skeleton, [name]);
    else group.push(name);
  }
  const buckets: Bucket[] = [];
  for (const names of groups.values()) {
    const tokens = lists.get(names[0] ?? '') ?? [];
    if (names.length < 2) continue;
    for (const place of tokens.keys()) if (isValue(tokens, place)) buckets.push({ place, names });
  }
  return buckets;
}

function holesOf(buckets: readonly Bucket[], lists: Lists): Holes {
  const holes: Holes = new Map();
  for (const { place, names } of buckets) {
    const tokens = lists.get(names[0] ?? '') ?? [];
    const words = [...new Set(names.map((name) => lists.get(name)?.[place] ?? ''))];
    if (words.length < 2 || words.length < neededFor(words, tokens, place)) continue;
    if (!saysSomethingWithout(tokens, place)) continue;
    for (const name of names) addHole(holes, name, place);
  }
  return holes;
}

/**
 * Finds the templates of a set of token lists: places where enough different words stand become variables, until nothing changes.
 * The result depends on the set alone, never on the order in which its members came. Maps each list, joined by NUL, to its template.
 */
export function mergeTemplates(given: readonly (readonly string[])[]): Map<string, string[]> {
  let lists: Lists = new Map(given.map((tokens) => [nameOf(tokens), [...tokens]]));
  const template = new Map([...lists.keys()].map((name) => [name, name]));

  function open(holes: Holes): void {
    const next: Lists = new Map();
    const moved = new Map<string, string>();
    for (const [name, tokens] of lists) {
      const places = holes.get(name);
      const opened = places === undefined ? tokens : tokens.map((token, at) => (places.has(at) ? VARIABLE : token));
      const opening = places === undefined ? name : nameOf(opened);
      next.set(opening, opened);
      moved.set(name, opening);
    }
    for (const [name, now] of template) template.set(name, moved.get(now) ?? now);
    lists = next;
  }

  open(holesOf(valueBuckets(lists), lists));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const holes = holesOf(oneHoleBuckets(lists), lists);
    if (holes.size === 0) break;
    open(holes);
  }
  return new Map([...template].map(([name, now]) => [name, lists.get(now) ?? []]));
}
