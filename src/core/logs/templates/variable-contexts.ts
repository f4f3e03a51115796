/**
 * Places in lines that hold a name: a user, a host, a title. Behind the same beginning so many different words came that the word is
 * taken for a variable, and lines that differ in it become one class. Without this each new name is a new class, learned at 30 µs.
 */
export interface VariableContexts {
  /** Hashes of the beginnings; open addressing, 0 is empty. */
  slots: Int32Array;
  size: number;
  /** A bit for the upper half of each hash: nearly every word of nearly every line is told by one look that stays in the first-level cache. */
  mayBe: Uint8Array;
}

/** A beginning has at least so many different next words. Far above what makes a place a variable in merging: this cannot be taken back. */
const WORDS_NEEDED = 32;
/** The same of two words (`for user`, `name="`) wherever they stand: many kinds of messages may end in them. */
const WORDS_NEEDED_LOCALLY = 256;
const CONTEXT_SLOTS = 1 << 13;
const COUNTER_SLOTS = 1 << 16;
const PAIR_BITS = 1 << 22;
/** Above this share of set bits, new words would be taken for known ones too often; then counting begins anew. */
const MOST_PAIRS = PAIR_BITS / 4;

export function variableContexts(): VariableContexts {
  return { slots: new Int32Array(CONTEXT_SLOTS), size: 0, mayBe: new Uint8Array((1 << 16) / 8) };
}

function contextHash(low: number, high: number): number {
  return (Math.imul(low ^ (high >>> 11), 0x9e3779b1) ^ high) | 1;
}

export function isVariableContext({ slots, mayBe }: VariableContexts, low: number, high: number): boolean {
  const hash = contextHash(low, high);
  if (((mayBe[hash >>> 19] as number) & (1 << ((hash >>> 16) & 7))) === 0) return false;
  let slot = (hash ^ (hash >>> 16)) & (CONTEXT_SLOTS - 1);
  for (;;) {
    const value = slots[slot];
    if (value === hash) return true;
    if (value === 0) return false;
    slot = (slot + 1) & (CONTEXT_SLOTS - 1);
  }
}

function addContext(contexts: VariableContexts, hash: number): void {
  if (contexts.size * 2 >= CONTEXT_SLOTS) return;
  let slot = (hash ^ (hash >>> 16)) & (CONTEXT_SLOTS - 1);
  while (contexts.slots[slot] !== 0) slot = (slot + 1) & (CONTEXT_SLOTS - 1);
  contexts.slots[slot] = hash;
  contexts.size += 1;
  contexts.mayBe[hash >>> 19] = (contexts.mayBe[hash >>> 19] as number) | (1 << ((hash >>> 16) & 7));
}

/** The lower half of what names two words in a row; the upper one is `LOCAL`, which no beginning's is but by chance. */
export function localContext(word: number, mark: number, wordBefore: number, markBefore: number): number {
  return Math.imul(Math.imul(wordBefore ^ (markBefore << 24), 0x01000193) ^ word ^ (mark << 24), 0x5bd1e995);
}

export const LOCAL = 0x10ca1;

/** Counts different words behind beginnings, in fixed memory. A rare beginning may be forgotten for a frequent one. */
export interface ContextLearner {
  saw(low: number, high: number, word: number): void;
}

export function contextLearner(contexts: VariableContexts): ContextLearner {
  const owners = new Int32Array(COUNTER_SLOTS);
  const counts = new Uint16Array(COUNTER_SLOTS);
  const pairs = new Uint8Array(PAIR_BITS / 8);
  let pairCount = 0;
  return {
    saw(low, high, word) {
      const hash = contextHash(low, high);
      let pair = Math.imul(hash ^ word, 0x7feb352d);
      pair = (pair ^ (pair >>> 15)) & (PAIR_BITS - 1);
      const bit = 1 << (pair & 7);
      if (((pairs[pair >> 3] as number) & bit) !== 0) return;
      pairs[pair >> 3] = (pairs[pair >> 3] as number) | bit;
      pairCount += 1;
      if (pairCount > MOST_PAIRS) {
        pairs.fill(0);
        counts.fill(0);
        pairCount = 0;
      }
      const slot = (hash ^ (hash >>> 15)) & (COUNTER_SLOTS - 1);
      if (owners[slot] !== hash) {
        const rival = counts[slot] as number;
        if (rival > 1) {
          counts[slot] = rival - 1;
          return;
        }
        owners[slot] = hash;
        counts[slot] = 0;
      }
      counts[slot] = (counts[slot] as number) + 1;
      if (counts[slot] !== (high === LOCAL ? WORDS_NEEDED_LOCALLY : WORDS_NEEDED)) return;
      addContext(contexts, hash);
      counts[slot] = 0;
      owners[slot] = 0;
    },
  };
}
