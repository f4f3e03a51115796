import { canonical, NUMBER_MARK as N, PATH_MARK as P } from './canonical.ts';

/** Stands for a part of a message that changes. */
export const VARIABLE = '\u0002';
const V = VARIABLE;

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*';
const CLOCK = `${N}(?::${N})+`;
const CHAIN = `${N}(?:[.:,/_#@%+*~-]+${N})*`;
const WORD = `[\\w${N}]`;
const UNIT =
  '(?:[KMGTP]i?B|[kmg]b|B|bytes?|bits?|[kmunµ]?s|secs?|seconds?|msecs?|milliseconds?|mins?|minutes?|hours?|hrs?|days?|[KMG]?Hz|%)';
const TOP_DOMAIN = '(?:com|net|org|edu|gov|mil|int|info|biz|io|local|localdomain|lan|internal)';
const FILE_ENDING =
  '(?:service|socket|timer|target|mount|slice|scope|log|txt|conf|cfg|xml|json|ya?ml|jar|so|dll|py|sh|html?|php|gz|tar|zip|tmp|pid|sock|csv|ini|png|jpe?g|gif|svg|webp|pdf|docx?|xlsx?|rpm|deb|iso|bak|pem|crt|sql)';

/** What is written where a value is not known. */
const NOTHING = '(?:null|nil|none|None|undefined|NaN|unknown|n/a)';

/** A kind of value, told by its form alone: no rule knows a program or a log. `needs` is what the text must hold for it. */
interface Mask {
  needs: string;
  pattern: RegExp;
}

function mask(needs: string, ...parts: string[]): Mask {
  return { needs, pattern: new RegExp(parts.join(''), 'g') };
}

const MASKS: readonly Mask[] = [
  // Times inside a message: Wed Jun 29 14:44:35 PDT 2005; 29-Jun-2005 14:44.
  mask(N, `(?:${DAY},? )?${MONTH} +${N} ${CLOCK}(?: [A-Z]{3,4})?(?: ${N})?`),
  mask(N, `(?:${DAY},? )?${N}[ -]${MONTH}[ -]${N}(?: ${CLOCK})?(?: [A-Z]{3,4})?`),
  mask(P, `(?:\\b[a-zA-Z][a-zA-Z${N}+.-]*:)?${P}`),
  mask('@', `[\\w${N}.+-]+@[\\w${N}-]+(?:\\.[\\w${N}-]+)+`),
  mask('/', `(?<![\\w${N}./])(?:~|\\.{1,2})(?:/[\\w${N}.+@%~$*#=-]*)+`),
  mask('/', `(?<![\\w${N}./])[\\w${N}.-]+(?:/[\\w${N}.+-]+){2,}/?`),
  mask('\\', `(?<![\\w${N}])[A-Za-z]:\\\\[^\\s"',;)]*`),
  // Hosts by their top domain, or by the port behind a name with dots. Java and Android packages begin as domains do.
  mask(
    '.',
    `(?<![\\w${N}.-])(?!(?:org|com|net|java|javax|android|sun|io)\\.)(?:[A-Za-z${N}_-]+\\.)+(?:${TOP_DOMAIN}|[a-z]{2}(?<=\\..*\\..*))(?![\\w${N}.-]*${WORD})(?::${N})?`,
  ),
  mask('.', `(?<![\\w${N}.-])[a-zA-Z][\\w${N}-]*(?:\\.[\\w${N}-]+)+:${N}(?![\\w:])`),
  mask('.', `(?<![\\w${N}.])[\\w${N}@:-]+\\.${FILE_ENDING}\\b(?!\\.?${WORD})`),
  // Addresses of hardware and ids whose parts may be letters of hexadecimal numbers only.
  mask(N, `(?<![\\w${N}:])(?=[A-Fa-f:]*${N})(?:(?:${N}|[A-Fa-f]{2}):){3,}(?:${N}|[A-Fa-f]{2})(?!${WORD})`),
  mask(N, `(?<!${WORD})(?=[A-Fa-f-]*${N}-)(?:(?:${N}|[A-Fa-f]{4,12})-){2,}(?:${N}|[A-Fa-f]{4,12})(?!${WORD})`),
  // Values of fields that are no numbers, but might have been.
  mask('', `(?<=[=:[] {0,2})(?:true|false|True|False|${NOTHING})(?![\\w-]|\\.\\w)`),
  mask('=', '(?<==)(?:"[^"]*"|[\\w.]*\\{[^{}]*\\}|\\[[^[\\]]*\\])'),
  mask(N, `[+-]?${CHAIN}`),
  mask('', '\\b[a-fA-F]{8,}\\b'),
  mask('**', '(?<![^\\s(])\\*{2,}(?![^\\s)])'),
  // A number with its unit, `1190 bytes (1.16 KB)`, an address with the name behind it or none, and lists of such.
  mask(V, `<?${V} ?${UNIT}(?![\\w${V}])`),
  mask(V, `${V} \\((?:${V}|${NOTHING})?\\)`),
  mask(V, `${V}(?:[,;] ?${V})+`),
];

const TOKEN = /\.{2,}|(?:[^\s=:;()[\]{}"'|<>#.,]|[.,](?![.\s]|$))+|[=:,;()[\]{}"'|<>#.]/g;

export interface Tokens {
  tokens: readonly string[];
  /** Which tokens have a space before them, so that a template can be shown as it was written: one character, `1` or `0`, a token. */
  gaps: string;
}

/** The words and marks of a message, with everything that changes by its form replaced by VARIABLE; two equal ones in a row are one. */
export function tokenize(message: string): Tokens {
  let text = canonical(message);
  for (const { needs, pattern } of MASKS) if (needs === '' || text.includes(needs)) text = text.replace(pattern, V);
  const tokens: string[] = [];
  let gaps = '';
  let end = -1;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const found = match[0];
    const token = found.includes(P) ? V : found;
    const gap = match.index > end && end >= 0 ? '1' : '0';
    end = TOKEN.lastIndex;
    if (token.includes(V) && token === tokens.at(-1)) continue;
    tokens.push(token);
    gaps += gap;
    const repeated = repeatedAtEnd(tokens);
    if (repeated === 0) continue;
    tokens.length -= repeated;
    gaps = gaps.slice(0, -repeated);
  }
  return { tokens, gaps };
}

/** A list is told by its first member, for lists of other lengths are the same kind of message: at most so many tokens each. */
const LONGEST_MEMBER = 8;

const HAS_WORD = /[A-Za-z\u0080-\uffff]{2}/;

/** How many tokens at the end, with a value and a word among them, repeat those just before. */
function repeatedAtEnd(tokens: readonly string[]): number {
  const end = tokens.length;
  for (let length = 2; length <= LONGEST_MEMBER && length * 2 <= end; length += 1) {
    let same = 0;
    let values = 0;
    let words = 0;
    while (same < length && tokens[end - 1 - same] === tokens[end - 1 - same - length]) {
      const token = tokens[end - 1 - same] ?? '';
      if (token.includes(V)) values += 1;
      else if (HAS_WORD.test(token)) words += 1;
      same += 1;
    }
    if (same === length && values > 0 && words > 0) return length;
  }
  return 0;
}

/** The gaps of tokens of which some texts between quotation marks became one variable each. */
export function alignGaps(tokens: readonly string[], given: Tokens): string {
  if (tokens.length === given.tokens.length) return given.gaps;
  let gaps = '';
  let at = 0;
  for (const [place, token] of tokens.entries()) {
    gaps += given.gaps[at] ?? '0';
    at += 1;
    if (token !== V || tokens[place - 1] !== '"') continue;
    while (at < given.tokens.length && given.tokens[at] !== '"') at += 1;
  }
  return gaps;
}

/** A template as a person reads it: variables as `<*>`, spaces as in the lines. */
export function templateText({ tokens, gaps }: Tokens): string {
  return tokens.map((token, at) => `${gaps[at] === '1' ? ' ' : ''}${token.replaceAll(V, '<*>')}`).join('');
}
