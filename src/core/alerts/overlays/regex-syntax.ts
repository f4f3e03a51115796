/** What a regular expression is made of. */
export type RegexNode =
  | { kind: 'character'; test: RegExp }
  | { kind: 'sequence'; parts: RegexNode[] }
  | { kind: 'either'; parts: RegexNode[] }
  | { kind: 'repeat'; part: RegexNode; min: number; max: number | null };

const MOST_REPEATS = 200;
const MOST_DEPTH = 50;

/** What is wrong with an expression, for the person who wrote it. */
export class RegexProblem extends Error {}

/** Reads RE2's syntax without flags, boundaries and references. What a single character must be is asked of JavaScript's own. @throws RegexProblem */
export function parseRegex(source: string): RegexNode {
  const characters = [...source];
  let place = 0;
  const peek = () => characters[place];
  const problem = (text: string) => new RegexProblem(`${text} (character ${place + 1})`);

  function either(depth: number): RegexNode {
    if (depth > MOST_DEPTH) throw problem('groups are nested too deep');
    const parts = [sequence(depth)];
    while (peek() === '|') {
      place += 1;
      parts.push(sequence(depth));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'either', parts };
  }

  function sequence(depth: number): RegexNode {
    const parts: RegexNode[] = [];
    for (;;) {
      const next = peek();
      if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', parts };
      // The whole text is matched anyway.
      if ((next === '^' && place === 0) || (next === '$' && place === characters.length - 1)) place += 1;
      else parts.push(repeated(atom(depth)));
    }
  }

  function atom(depth: number): RegexNode {
    const next = characters[place] ?? '';
    if (next === '(') return group(depth);
    if (next === '[') return { kind: 'character', test: characterTest(bracket()) };
    if (next === '\\') return { kind: 'character', test: characterTest(escaped()) };
    if ('*+?'.includes(next)) throw problem(`there is nothing before ${next} to repeat`);
    if (next === '^' || next === '$') throw problem(`${next} stands in the middle`);
    place += 1;
    return { kind: 'character', test: next === '.' ? /^[^\n]$/u : characterTest(next.replace(/[{}\])/]/, '\\$&')) };
  }

  function group(depth: number): RegexNode {
    place += 1;
    if (peek() === '?') {
      if (characters[place + 1] !== ':') throw problem('groups that look around or set flags are not known');
      place += 2;
    }
    const inner = either(depth + 1);
    if (peek() !== ')') throw problem('a group is not closed');
    place += 1;
    return inner;
  }

  function bracket(): string {
    const start = place;
    place += peek() === '[' && characters[place + 1] === '^' ? 2 : 1;
    // A bracket that comes first is one of the characters.
    if (peek() === ']') place += 1;
    while (peek() !== ']') {
      if (peek() === undefined) throw problem('a set of characters is not closed');
      place += peek() === '\\' ? 2 : 1;
    }
    place += 1;
    const inner = characters.slice(start + 1, place - 1).join('');
    if (/\[:\^?[a-z]+$/.test(inner)) throw problem('named classes such as [:alpha:] are not known');
    // What comes first, and an opening bracket, is escaped in JavaScript's own way.
    return `[${inner.replace(/^(\^?)\]/, '$1\\]').replaceAll(/\\.|\[/gsu, (part) => (part === '[' ? '\\[' : part))}]`;
  }

  function escaped(): string {
    const next = characters[place + 1];
    if (next === undefined) throw problem('there is nothing behind the last \\');
    if (!/[dDwWsS.+*?()|[\]{}^$\\/\-nrtfv"' ]/.test(next)) throw problem(`\\${next} is not known`);
    place += 2;
    return /["' -]/.test(next) ? next.replace('-', '\\x2d') : `\\${next}`;
  }

  function repeated(part: RegexNode): RegexNode {
    let result = part;
    for (let count = 0; ; count += 1) {
      const range = rangeHere();
      if (range === null) return result;
      if (count > 0) throw problem('what repeats is repeated again without a group');
      result = { kind: 'repeat', part: result, ...range };
      // Whether the shortest or the longest is preferred makes no difference to whether the whole text matches.
      if (peek() === '?') place += 1;
    }
  }

  function rangeHere(): { min: number; max: number | null } | null {
    const ranges: Record<string, { min: number; max: number | null }> = {
      '*': { min: 0, max: null },
      '+': { min: 1, max: null },
      '?': { min: 0, max: 1 },
    };
    const simple = ranges[peek() ?? ''];
    if (simple !== undefined) {
      place += 1;
      return simple;
    }
    const match = /^\{(\d+)(,?)(\d*)\}/.exec(characters.slice(place, place + 12).join(''));
    if (match === null) return null;
    const min = Number(match[1]);
    const max = match[2] === '' ? min : match[3] === '' ? null : Number(match[3]);
    if (min > MOST_REPEATS || (max ?? 0) > MOST_REPEATS) throw problem(`more than ${MOST_REPEATS} repetitions`);
    if (max !== null && max < min) throw problem('the repetitions end before they begin');
    place += match[0].length;
    return { min, max };
  }

  const whole = either(0);
  if (place < characters.length) throw problem('a ) has no opening');
  return whole;
}

function characterTest(source: string): RegExp {
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    throw new RegexProblem(`${source} is no set of characters`);
  }
}
