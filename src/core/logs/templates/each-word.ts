import { BEFORE_PATH, DIGIT, KIND, LETTER, OTHER, pathEnd } from './byte-kinds.ts';
import { LINE_FEED, SEED_HIGH, SEED_LOW } from './hashed.ts';
import { isVariableContext, LOCAL, localContext, type VariableContexts } from './variable-contexts.ts';

const SLASH = 47;
const LOW = 0x01000193;
const HIGH = 0x5bd1e995;
/** What a word with a digit, a word in a variable context and a path are hashed as; letters hash to other numbers than these. */
const NUMBER = 1;
const VARIABLE_WORD = 2;
const PATH = 3;

export interface SeenWord {
  /** The hash of all that came before the word, and that of the two words before it. */
  low: number;
  high: number;
  local: number;
  word: number;
  start: number;
  end: number;
}

/** The walk of `hashLine` for one line that is being learned: visits each word of letters with the hash of what stands before it. Slow and plain. */
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
