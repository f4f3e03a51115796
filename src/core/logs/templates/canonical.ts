/** Stands for a word that holds a digit, and for a path or the rest of a URL. */
export const NUMBER_MARK = '\u0001';
export const PATH_MARK = '\u0003';

/** What a path may stand behind. A slash inside a word (`I/O`, `HTTP/1.1`) begins none. */
const BEFORE_PATH = '\\s="\'(\\[{<:,|`';
const PATH_END = '\\s"\'()\\[\\]{}<>;,|';
const COLLAPSED = new RegExp(
  `(?<=^|[${BEFORE_PATH}])/(?:[^${PATH_END}:.]|[:.](?![${PATH_END}]|$))*|[A-Za-z0-9\\u0080-\\uffff]*\\d[A-Za-z0-9\\u0080-\\uffff]*`,
  'g',
);

/**
 * The line's class: words with a digit and paths become marks, all else stays. Whatever is mined depends on nothing but this, so
 * that lines of one class can be known by a hash of their bytes. `hash-line.ts` collapses bytes in exactly this way.
 */
export function canonical(message: string): string {
  return message.replace(COLLAPSED, (match) => (match.startsWith('/') ? PATH_MARK : NUMBER_MARK));
}
