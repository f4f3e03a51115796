import type { LineClock } from '../line-clock.ts';
import { skipTime } from '../line-clock.ts';
import { type ClassTable, findClass } from './class-table.ts';
import { isVariableContext, LOCAL, localContext, type VariableContexts } from './variable-contexts.ts';

/*
 * The inner loop of mining: every line's class straight from its bytes. A class is the hash of the line without its leading time, with
 * words that hold a digit, and paths, collapsed exactly as `canonical` does it; no string is made of a line whose class is known.
 * The loop is written out by hand and reads two letters at a time: 40 % of its time was in finding the ends of words.
 */

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const LINE_FEED = 10;
const SLASH = 47;
const COLON = 58;
const FULL_STOP = 46;

const KIND = new Uint8Array(256);
/** For two bytes at once: bit 1 both are letters, bit 2 both belong to a word. */
const PAIR = new Uint8Array(65_536);
/** What a path may stand behind, and what ends one. The same sets as in canonical.ts. */
const BEFORE_PATH = new Uint8Array(256);
const AFTER_PATH = new Uint8Array(256);

for (let byte = 0; byte < 256; byte += 1) {
  const isLetter = (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte >= 128;
  KIND[byte] = isLetter ? LETTER : byte >= 48 && byte <= 57 ? DIGIT : OTHER;
}
for (let pair = 0; pair < 65_536; pair += 1) {
  const one = KIND[pair & 255];
  const other = KIND[pair >> 8];
  PAIR[pair] = (one === LETTER && other === LETTER ? 1 : 0) | (one !== OTHER && other !== OTHER ? 2 : 0);
}
for (const letter of ' \t\n\r\f\v="\'([{<:,|`') BEFORE_PATH[letter.charCodeAt(0)] = 1;
for (const letter of ' \t\n\r\f\v"\'()[]{}<>;,|') AFTER_PATH[letter.charCodeAt(0)] = 1;

const SEED_LOW = 0x811c9dc5 | 0;
const SEED_HIGH = 0x2545f491;
const LOW = 0x01000193;
const HIGH = 0x5bd1e995;
/** What a word with a digit, a word in a variable context and a path are hashed as; letters hash to other numbers than these. */
const NUMBER = 1;
const VARIABLE_WORD = 2;
const PATH = 3;

export interface LineHandler {
  /** A line and the class of it. Where it begins with a time, that is in the clock. */
  onLine(value: number, start: number, end: number, hasTime: boolean): void;
  /** Names the class of a new kind of line, whose hash covers [from, end). Called before its onLine. */
  learn(start: number, from: number, end: number, low: number, high: number): number;
  /** A line that begins with a space or tab: true where it goes on with the line before. */
  onIndented(start: number, end: number): boolean;
  onEmpty(): void;
}

/** What hashing a line found; one object for all lines, for an object a line costs more than its hash. */
const hashed = { low: 0, high: 0, end: 0 };

/**
 * Hashes one line from `from` to its line feed into `hashed`. Tables and numbers have local names here: a bundler makes module
 * constants variables, and reading one for each byte costs a third of the speed.
 */
function hashLine(bytes: Buffer, view: DataView, from: number, seed: number, contexts: VariableContexts): void {
  const kinds = KIND;
  const pairs = PAIR;
  const beforePath = BEFORE_PATH;
  const hasContexts = contexts.size > 0;
  const letter = 1;
  const digit = 2;
  const lowFactor = 0x01000193;
  const highFactor = 0x5bd1e995;
  let at = from;
  let low = seed;
  let high = SEED_HIGH;
  let byte = 32;
  let last = 0;
  let lastMark = 0;
  let before2 = 0;
  let mark2 = 0;
  do {
    let word = 0;
    let pair = view.getUint16(at, true);
    while (((pairs[pair] as number) & 1) !== 0) {
      word = Math.imul(word ^ pair, lowFactor) ^ (word >>> 15);
      at += 2;
      pair = view.getUint16(at, true);
    }
    const before = byte;
    byte = pair & 255;
    let kind = kinds[byte] as number;
    if (kind === letter) {
      word = Math.imul(word ^ byte, lowFactor);
      at += 1;
      byte = pair >> 8;
      kind = kinds[byte] as number;
    }
    if (kind === digit) {
      word = 1;
      at += 1;
      pair = view.getUint16(at, true);
      while (((pairs[pair] as number) & 2) !== 0) {
        at += 2;
        pair = view.getUint16(at, true);
      }
      byte = pair & 255;
      if ((kinds[byte] as number) !== 0) {
        at += 1;
        byte = pair >> 8;
      }
    } else if (byte === 47 && word === 0 && (beforePath[before] as number) === 1) {
      at = pathEnd(bytes, at + 1);
      byte = bytes[at] as number;
      word = 3;
    } else if (
      hasContexts &&
      word !== 0 &&
      (isVariableContext(contexts, low, high) ||
        isVariableContext(contexts, localContext(last, lastMark, before2, mark2), 0x10ca1))
    )
      word = 2;
    before2 = last;
    mark2 = lastMark;
    last = word;
    lastMark = byte;
    low = Math.imul(low ^ word ^ (byte << 24), lowFactor) ^ (low >>> 15);
    high = Math.imul((high + word) ^ byte, highFactor);
    at += 1;
  } while (byte !== 10);
  hashed.low = low;
  hashed.high = high;
  hashed.end = at - 1;
}

/**
 * Hashes the rest of a line with every digit as zero: eight bytes at a time, far faster than `hashLine`, but lines whose numbers have
 * other lengths differ. Most lines of most logs are found by it. Each half of the state takes four bytes, and then a part of the other.
 */
function hashQuickly(view: DataView, from: number, seed: number): void {
  let at = from;
  let low = seed;
  let high = 0x2545f491;
  let one: number;
  let other: number;
  let feeds: number;
  for (;;) {
    one = view.getInt32(at, true);
    other = view.getInt32(at + 4, true);
    // Of each byte: is it a line feed? The lowest one that is marked is one.
    const oneFeed = one ^ 0x0a0a0a0a;
    const otherFeed = other ^ 0x0a0a0a0a;
    feeds = (oneFeed - 0x01010101) & ~oneFeed;
    if (((feeds | ((otherFeed - 0x01010101) & ~otherFeed)) & 0x80808080) !== 0) break;
    // Of each byte: is it a digit? Its upper bits are then those of zero, and clearing the lower ones makes it zero.
    let fromZero = one ^ 0x30303030;
    let digits = (~(((fromZero & 0x7f7f7f7f) + 0x76767676) | fromZero) & 0x80808080) >>> 7;
    low = Math.imul(low ^ (one & ~((digits << 4) - digits)), 0x01000193);
    fromZero = other ^ 0x30303030;
    digits = (~(((fromZero & 0x7f7f7f7f) + 0x76767676) | fromZero) & 0x80808080) >>> 7;
    high = Math.imul(high ^ (other & ~((digits << 4) - digits)), 0x5bd1e995);
    low ^= high >>> 15;
    high ^= low >>> 13;
    at += 8;
  }
  feeds &= 0x80808080;
  if (feeds === 0) {
    low = Math.imul(low ^ zeroDigits(one), 0x01000193);
    one = other;
    at += 4;
    const feed = one ^ 0x0a0a0a0a;
    feeds = (feed - 0x01010101) & ~feed & 0x80808080;
  }
  const place = 31 - Math.clz32(feeds & -feeds);
  high = Math.imul(high ^ low ^ (zeroDigits(one) & ((1 << (place - 7)) - 1)), 0x5bd1e995);
  low = Math.imul(low ^ (high >>> 15) ^ place ^ ((at - from) << 8), 0x01000193);
  hashed.low = low;
  hashed.high = high ^ (low >>> 13);
  hashed.end = at + (place >>> 3);
}

function zeroDigits(four: number): number {
  const fromZero = four ^ 0x30303030;
  const digits = (~(((fromZero & 0x7f7f7f7f) + 0x76767676) | fromZero) & 0x80808080) >>> 7;
  return four & ~((digits << 4) - digits);
}

const QUICK_SLOTS = 1 << 16;

/** Lines met lately, by their quick hash: one try each, the newest wins. */
export function quickTable(): Int32Array {
  return new Int32Array(QUICK_SLOTS * 3);
}

/** Calls the handler for each line of bytes[start..end). SLACK_BYTES behind `end` must exist: one is borrowed to end a last line. */
export function scanLines(
  bytes: Buffer,
  start: number,
  end: number,
  quick: Int32Array,
  table: ClassTable,
  contexts: VariableContexts,
  clock: LineClock,
  handler: LineHandler,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const borrowed = bytes[end] as number;
  bytes[end] = LINE_FEED;
  let lineStart = start;
  while (lineStart < end) {
    const first = bytes[lineStart] as number;
    if (first === LINE_FEED) {
      handler.onEmpty();
      lineStart += 1;
      continue;
    }
    if (first === 32 || first === 9) {
      hashQuickly(view, lineStart, 0);
      if (handler.onIndented(lineStart, hashed.end)) {
        lineStart = hashed.end + 1;
        continue;
      }
    }
    const from = skipTime(clock, bytes, view, lineStart);
    const seed = from > lineStart ? ~SEED_LOW : SEED_LOW;
    hashQuickly(view, from, seed);
    const { low, high, end: lineEnd } = hashed;
    const slot = ((low ^ (low >>> 16) ^ high) & (QUICK_SLOTS - 1)) * 3;
    let value = (quick[slot + 2] as number) - 1;
    if (value < 0 || quick[slot] !== low || quick[slot + 1] !== high) {
      hashLine(bytes, view, from, seed, contexts);
      const exact = { low: hashed.low, high: hashed.high };
      value = findClass(table, exact.low, exact.high);
      if (value < 0) value = handler.learn(lineStart, from, lineEnd, exact.low, exact.high);
      quick[slot] = low;
      quick[slot + 1] = high;
      quick[slot + 2] = value + 1;
    }
    handler.onLine(value, lineStart, lineEnd, from > lineStart);
    lineStart = lineEnd + 1;
  }
  bytes[end] = borrowed;
}

/** A full stop or colon belongs to a path only inside it. */
function pathEnd(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    const byte = bytes[at] as number;
    if (AFTER_PATH[byte] === 1) return at;
    if ((byte === COLON || byte === FULL_STOP) && AFTER_PATH[bytes[at + 1] as number] === 1) return at;
  }
}

export interface SeenWord {
  /** The hash of all that came before the word, and that of the two words before it. */
  low: number;
  high: number;
  local: number;
  word: number;
  start: number;
  end: number;
}

/** The same walk for one line that is being learned: visits each word of letters with the hash of what stands before it. Slow and plain. */
export function eachWord(
  bytes: Buffer,
  lineStart: number,
  from: number,
  end: number,
  contexts: VariableContexts,
  visit: (word: SeenWord, isVariable: boolean) => void,
): { low: number; high: number } {
  let low = from > lineStart ? ~SEED_LOW : SEED_LOW;
  let high = SEED_HIGH;
  let byte = 32;
  let last = { word: 0, mark: 0 };
  let beforeLast = last;
  const byteAt = (at: number) => (at >= end ? LINE_FEED : (bytes[at] as number));
  for (let at = from; ; at += 1) {
    const start = at;
    const before = byte;
    let letters = 0;
    while (KIND[byteAt(at + letters)] === LETTER) letters += 1;
    let word = 0;
    for (let pair = 0; pair + 1 < letters; pair += 2)
      word = Math.imul(word ^ (byteAt(at + pair) | (byteAt(at + pair + 1) << 8)), LOW) ^ (word >>> 15);
    if (letters % 2 === 1) word = Math.imul(word ^ byteAt(at + letters - 1), LOW);
    at += letters;
    if (KIND[byteAt(at)] === DIGIT) {
      word = NUMBER;
      while (KIND[byteAt(at)] !== OTHER) at += 1;
    } else if (word === 0 && byteAt(at) === SLASH && BEFORE_PATH[before] === 1) {
      word = PATH;
      at = Math.min(end, pathEnd(bytes, at + 1));
    } else if (word !== 0) {
      const local = localContext(last.word, last.mark, beforeLast.word, beforeLast.mark);
      const isVariable =
        contexts.size > 0 && (isVariableContext(contexts, low, high) || isVariableContext(contexts, local, LOCAL));
      const saysSomething = last.word > PATH || last.word < 0 || beforeLast.word > PATH || beforeLast.word < 0;
      visit({ low, high, local: saysSomething ? local : 0, word, start, end: at }, isVariable);
      if (isVariable) word = VARIABLE_WORD;
    }
    byte = byteAt(at);
    beforeLast = last;
    last = { word, mark: byte };
    low = Math.imul(low ^ word ^ (byte << 24), LOW) ^ (low >>> 15);
    high = Math.imul((high + word) ^ byte, HIGH);
    if (byte === LINE_FEED) return { low, high };
  }
}
