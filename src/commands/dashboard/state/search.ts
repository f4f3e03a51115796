import type { Line } from './text-line.ts';

/** Where the searched text begins in a text; upper and lower case are the same. */
export function findIn(text: string, search: string): number[] {
  const present = text.toLowerCase();
  const wanted = search.toLowerCase();
  const found: number[] = [];
  if (wanted === '') return found;
  for (let at = present.indexOf(wanted); at !== -1; at = present.indexOf(wanted, at + wanted.length)) found.push(at);
  return found;
}

/** The lines that hold the searched text. */
export function matchesIn(lines: readonly Line[], search: string): number[] {
  return lines.flatMap(({ text }, index) => (findIn(text, search).length > 0 ? [index] : []));
}
