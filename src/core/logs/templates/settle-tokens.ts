import { VARIABLE as V } from './tokens.ts';

/** Variables that stand together as one value: `name (version)` and `host:port` are told
 * by their form in some lines and by their number in others. */
const JOINED: readonly (readonly string[])[] = [
  [V, V],
  [V, ',', V],
  [V, '(', V, ')'],
  [V, '(', ')'],
  [V, ':', V],
];

const LONGEST = Math.max(...JOINED.map(({ length }) => length)) - 1;

function isAt(tokens: readonly string[], place: number, pattern: readonly string[]): boolean {
  return pattern.every((token, at) => tokens[place + at] === token);
}

/** A template's words with variables in a row as one: equal for templates that differ only in which value had a digit in it. */
export function settleTokens(tokens: readonly string[]): readonly string[] {
  const settled = [...tokens];
  for (let place = 0; place < settled.length; ) {
    const joined = JOINED.find((pattern) => isAt(settled, place, pattern));
    if (joined === undefined) {
      place += 1;
      continue;
    }
    settled.splice(place, joined.length, V);
    // What stands before may be whole only now.
    place = Math.max(0, place - LONGEST);
  }
  return settled.length === tokens.length ? tokens : settled;
}
