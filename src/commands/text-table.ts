import { oneLine } from '../core/text/control.ts';
import { clip, widthOf } from '../core/text/width.ts';
import { terminalColumns } from './terminal.ts';

const GAP = '  ';
/** A column is not made narrower than this: where that is not enough, each row becomes a block of lines. */
const LEAST = 8;
/** The last column holds what is longest and least needed, so it gives way first, as far as this. */
const LEAST_LAST = 16;

/**
 * Columns under their headings, as wide as what they hold. On a terminal in which that does not fit, long texts are cut. Text from
 * outside is made harmless for a terminal.
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns = terminalColumns(),
): string {
  const whole = [head, ...rows.map((row) => row.map(oneLine))];
  const room = columns === null ? Number.POSITIVE_INFINITY : columns - GAP.length * (head.length - 1);
  const isTooWide = sumOf(widthsOf(whole)) > room;
  const lines = isTooWide ? whole.map((row) => row.map(brief)) : whole;
  if (isTooWide && sumOf(widthsOf(lines).map((width) => Math.min(width, LEAST))) > room)
    return blocks(lines, room + GAP.length * (head.length - 1));
  const widths = isTooWide ? fitted(widthsOf(lines), room) : widthsOf(lines);
  const texts = lines.map((row) => row.map((cell, column) => padded(clip(cell, widths[column] ?? 0), widths[column])));
  return `${texts.map((row) => row.join(GAP).trimEnd()).join('\n')}\n`;
}

function widthsOf(lines: readonly (readonly string[])[]): number[] {
  return (lines[0] ?? []).map((_, column) => Math.max(...lines.map((row) => widthOf(row[column] ?? ''))));
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}

function padded(text: string, width = 0): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** The beginning of a run's id is as good as the whole, and nobody reads milliseconds. */
function brief(cell: string): string {
  return cell
    .replaceAll(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '$1')
    .replaceAll(/(T\d\d:\d\d:\d\d)\.\d{3}Z/g, '$1Z');
}

/** A line for each cell that holds something, behind its heading. */
function blocks([head = [], ...rows]: readonly (readonly string[])[], columns: number): string {
  const width = Math.max(...head.map(widthOf));
  const lineOf = (cell: string, column: number) =>
    cell === '' ? [] : [`${padded(head[column] ?? '', width)}${GAP}${clip(cell, columns - width - GAP.length)}`];
  return `${rows.map((row) => row.flatMap(lineOf).join('\n')).join('\n\n')}\n`;
}

/** First the last column gives way, then the widest of all until they fit. */
function fitted(natural: readonly number[], room: number): number[] {
  const last = natural.length - 1;
  const spare = Math.max(0, sumOf(natural) - room);
  const widths = natural.map((width, column) =>
    column === last ? Math.min(width, Math.max(LEAST_LAST, width - spare)) : width,
  );
  const under = (bound: number) => widths.map((width) => Math.min(width, bound));
  let bound = Math.max(LEAST, ...widths);
  while (bound > LEAST && sumOf(under(bound)) > room) bound -= 1;
  return under(bound);
}
