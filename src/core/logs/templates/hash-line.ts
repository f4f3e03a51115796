import { BEFORE_PATH, KIND, PAIR, pathEnd } from './byte-kinds.ts';
import { hashed, SEED_HIGH } from './hashed.ts';
import { isVariableContext, localContext, type VariableContexts } from './variable-contexts.ts';

/**
 * Hashes one line from `from` to its line feed into `hashed`. Tables and numbers have local names here: a bundler makes module
 * constants variables, and reading one for each byte costs a third of the speed.
 */
export function hashLine(bytes: Buffer, view: DataView, from: number, seed: number, contexts: VariableContexts): void {
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
