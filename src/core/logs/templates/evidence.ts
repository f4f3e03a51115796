import { VARIABLE } from './tokens.ts';

/**
 * How many different words at one place, everything else being equal, make the place a variable. One table for every log; the
 * figures were chosen on eight sets of loghub and hold from 4 to 6 there without any change of accuracy (docs/logs.md).
 */
const NEEDED = {
  /** One of them is a variable already. */
  variable: 2,
  /** Behind words that announce a name, and between quotation marks. */
  named: 2,
  word: 5,
  /** Words that tell what happened or which state came, few in any program: started, stopped, NEW, RUNNING. */
  state: 12,
  /** The first word names the event. */
  first: 16,
} as const;

const STATE = /^[A-Za-z]?[a-z]+(?:ed|ing)$|^[A-Z][A-Z_]+$/;
const ANNOUNCES_A_NAME = /^(?:user|username|account|hostname|named)$/i;
const QUOTE = /^["'`]$/;
const HAS_WORD = /[A-Za-z\u0080-\uffff]{2}/;
const CAN_VARY = /[\w\u0002\u0080-\uffff]/;

/** Asked for every token at every merging, and the words are few: a Map answers ten times as fast as the expression. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 20_000;

export function canVary(token: string): boolean {
  let answer = known.get(token);
  if (answer === undefined) {
    answer = CAN_VARY.test(token);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(token, answer);
  }
  return answer;
}

/** A template must say something: a place may vary only where another one holds a word. */
export function saysSomethingWithout(tokens: readonly string[], place: number): boolean {
  return tokens.some((token, at) => at !== place && !token.includes(VARIABLE) && HAS_WORD.test(token));
}

/** How many different words `words` must be, for `place` of `tokens` to be a variable. */
export function neededFor(words: readonly string[], tokens: readonly string[], place: number): number {
  if (words.some((word) => word.includes(VARIABLE))) return NEEDED.variable;
  if (place === tokens.findIndex(canVary)) return NEEDED.first;
  const before = tokens[place - 1] ?? '';
  if (QUOTE.test(before) && tokens[place + 1] === before) return NEEDED.named;
  const states = words.filter((word) => STATE.test(word)).length;
  if (states * 4 >= words.length * 3) return NEEDED.state;
  return ANNOUNCES_A_NAME.test(before) ? NEEDED.named : NEEDED.word;
}
