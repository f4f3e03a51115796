import { isBlank } from './lines.ts';

interface Fence {
  indent: string;
  mark: string;
}

const FENCE = /^([ \t]*)(`{3,}|~{3,})([^\r\n]*)/;

/** Follows fenced code through the lines: what stands in it is no heading and no list. */
export function fenceAfter(fence: Fence | null, line: string): Fence | null {
  const match = FENCE.exec(line);
  if (match === null) return fence;
  const [, indent = '', mark = '', rest = ''] = match;
  if (fence === null) return mark.startsWith('`') && rest.includes('`') ? null : { indent, mark };
  const closes = mark[0] === fence.mark[0] && mark.length >= fence.mark.length && rest.trim() === '';
  return closes ? null : fence;
}

export function closingFence(fence: Fence): string {
  return fence.indent + fence.mark;
}

export interface Section {
  /** Places of lines: of the heading, and behind the section's last line. */
  heading: number;
  end: number;
}

/** The lines that lie in no fenced code, from `start` on; and the fence that is open at the end. */
function outside(lines: readonly string[], start: number): { free: boolean[]; open: Fence | null } {
  const free: boolean[] = [];
  let fence: Fence | null = null;
  for (let place = 0; place < lines.length; place += 1) {
    const after: Fence | null = place < start ? null : fenceAfter(fence, lines[place] ?? '');
    free.push(fence === null && after === null);
    fence = after;
  }
  return { free, open: fence };
}

/** The section `## Title`, up to the next heading of its level or above. Null where there is none. */
export function findSection(lines: readonly string[], start: number, title: string): Section | null {
  const { free } = outside(lines, start);
  const wanted = new RegExp(`^ {0,3}## +${title}[ \\t]*#*\\s*$`, 'i');
  const heading = lines.findIndex((line, place) => place >= start && free[place] === true && wanted.test(line));
  if (heading === -1) return null;
  const next = lines.findIndex(
    (line, place) => place > heading && free[place] === true && /^ {0,3}##?(?:\s|$)/.test(line),
  );
  return { heading, end: next === -1 ? lines.length : next };
}

/** The places of the lines `- …` of a section that are no code. */
export function listItems(lines: readonly string[], start: number, { heading, end }: Section): number[] {
  const { free } = outside(lines, start);
  const places: number[] = [];
  for (let place = heading + 1; place < end; place += 1)
    if (free[place] === true && /^[-*+][ \t]/.test(lines[place] ?? '')) places.push(place);
  return places;
}

/** The place behind a list item and all that Markdown takes for a part of it, and the fence that is open there. */
export function endOfItem(lines: readonly string[], item: number, end: number): { place: number; fence: Fence | null } {
  let fence: Fence | null = null;
  let place = item + 1;
  for (; place < end; place += 1) {
    const line = lines[place] ?? '';
    if (fence === null && isBlank(line) && !continues(lines, place, end)) break;
    fence = fenceAfter(fence, line);
  }
  return { place, fence };
}

/** Behind a blank line only what is indented still belongs to an item. */
function continues(lines: readonly string[], blank: number, end: number): boolean {
  const next = lines.slice(blank, end).find((line) => !isBlank(line));
  return next !== undefined && /^(?: {2,}|\t)/.test(next);
}

/** The fence that is open at the end of the text. */
export function openFence(lines: readonly string[], start: number): Fence | null {
  return outside(lines, start).open;
}
