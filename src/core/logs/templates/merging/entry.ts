import { VARIABLE } from '../tokens.ts';

/** A list of tokens with the hash of each token at its place: a list's hash is their sum, so that opening a place costs an addition. */
export interface Entry {
  name: string;
  tokens: readonly string[];
  low: number[];
  high: number[];
  totalLow: number;
  totalHigh: number;
  /** Several lists became this one. */
  isMerged: boolean;
}

export type Entries = Map<string, Entry>;

/** Places that become variables. */
export type Holes = Map<Entry, Set<number>>;

export const HOLE = '\u0004';

export function nameOf(tokens: readonly string[]): string {
  return tokens.join('\u0000');
}

export interface PlaceHash {
  low: number;
  high: number;
}

function hashPlace(place: number, token: string, into: PlaceHash): void {
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

const hashed: PlaceHash = { low: 0, high: 0 };

export function entryOf(name: string, tokens: readonly string[], isMerged = false): Entry {
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
  return { name, tokens, low, high, totalLow, totalHigh, isMerged };
}

/** A number for the list with other tokens at some places: 53 bits, so that two of thousands are never equal by chance. */
export function keyWith(entry: Entry, places: readonly number[], other: (place: number) => PlaceHash): number {
  let { totalLow: low, totalHigh: high } = entry;
  for (const place of places) {
    const hash = other(place);
    low = (low - (entry.low[place] ?? 0) + hash.low) | 0;
    high = (high - (entry.high[place] ?? 0) + hash.high) | 0;
  }
  return keyOf(low, high);
}

export function keyOf(low: number, high: number): number {
  return (low >>> 0) * 0x200000 + ((high >>> 11) & 0x1fffff);
}

/** The hashes of one token at each place, made once. */
function hashesOf(token: string): (place: number) => PlaceHash {
  const known: PlaceHash[] = [];
  return (place) => {
    for (let at = known.length; at <= place; at += 1) {
      const hash = { low: 0, high: 0 };
      hashPlace(at, token, hash);
      known.push(hash);
    }
    return known[place] as PlaceHash;
  };
}

export const holeAt = hashesOf(HOLE);
export const variableAt = hashesOf(VARIABLE);

export function addHole(holes: Holes, entry: Entry, place: number): void {
  const places = holes.get(entry);
  if (places === undefined) holes.set(entry, new Set([place]));
  else places.add(place);
}
