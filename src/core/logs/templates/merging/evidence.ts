import { VARIABLE } from '../tokens.ts';

/**
 * How many different words at one place, everything else being equal, make the place a variable. One table for every log; the
 * figures were chosen on eight sets of loghub and on generated logs of other programs (docs/logs.md).
 */
const NEEDED = {
  /** One of them is a variable already. */
  variable: 2,
  /** Behind words that announce a name, and between quotation marks. */
  named: 2,
  /** Between brackets; and words that are written as names are, not as words: `be_api`, `shop-build`, `org.example`. */
  marked: 3,
  /** Behind an equals sign. */
  value: 4,
  word: 5,
  /** The first word, of a message that says enough without it. */
  subject: 8,
  /** Words that tell what happened or which state came, few in any program: started, stopped, UNASSIGNED, RUNNING. */
  state: 12,
  /** The first word names the event, and a word before an equals sign the field. */
  first: 16,
} as const;

/** Upper case of up to four letters is a code: MX, TCP, EUR. */
const STATE = /^[A-Za-z]?[a-z-]+(?:ed|ing)$|^[A-Z][A-Z_]{4,}$/;
const NAME = /^[a-z]\w*(?:[_.@-][a-z]\w*)+$/;
/** Words beside the first that tell what the message is without it. */
const WORDS_OF_A_MESSAGE = 3;
const ANNOUNCES_A_NAME = /^(?:user|username|account|hostname|named)$/i;
const BRACKETS = new Set(['()', '[]', '{}', '<>']);
const OPENING = /^[([]$/;
const QUOTE = /^["'`]$/;
const HAS_WORD = /[A-Za-z\u0080-\uffff]{2}/;
const CAN_VARY = /[\w\u0002\u0080-\uffff]/;

/** Asked for every token at every merging, and the words are few: a Map answers ten times as fast as the expression. */
function remembered(ask: (token: string) => boolean): (token: string) => boolean {
  const known = new Map<string, boolean>();
  return (token) => {
    let answer = known.get(token);
    if (answer === undefined) {
      answer = ask(token);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(token, answer);
    }
    return answer;
  };
}

const MOST_KNOWN = 20_000;

export const canVary = remembered((token) => CAN_VARY.test(token));
export const isWord = remembered((token) => !token.includes(VARIABLE) && HAS_WORD.test(token));

/** A template must say something: a place may vary only where another one holds a word. */
export function saysSomethingWithout(tokens: readonly string[], place: number): boolean {
  return tokens.some((token, at) => at !== place && isWord(token));
}

function isMostly(words: readonly string[], share: number, pattern: RegExp): boolean {
  return words.filter((word) => pattern.test(word)).length >= words.length * share;
}

/** How many different words `words` must be, for `place` of `tokens` to be a variable. */
export function neededFor(words: readonly string[], tokens: readonly string[], place: number): number {
  if (words.some((word) => word.includes(VARIABLE))) return NEEDED.variable;
  const isState = isMostly(words, 3 / 4, STATE);
  const before = tokens[place - 1] ?? '';
  const after = tokens[place + 1] ?? '';
  const isBracketed = BRACKETS.has(before + after);
  if (place === tokens.findIndex(canVary)) {
    if (isBracketed && !isState) return NEEDED.word;
    const others = tokens.filter((token, at) => at !== place && isWord(token)).length;
    if (isState || others < WORDS_OF_A_MESSAGE) return NEEDED.first;
    if (isMostly(words, 1 / 2, NAME)) return NEEDED.marked;
    // `zeus (10.0.0.1) connected`: what is said more of in brackets has a name.
    return OPENING.test(after) ? NEEDED.word : NEEDED.subject;
  }
  if (QUOTE.test(before) && after === before) return NEEDED.named;
  if (after === '=') return NEEDED.first;
  if (isState) return NEEDED.state;
  if (ANNOUNCES_A_NAME.test(before)) return NEEDED.named;
  if (before === '=') return NEEDED.value;
  if (isBracketed || isMostly(words, 1 / 2, NAME)) return NEEDED.marked;
  return NEEDED.word;
}
