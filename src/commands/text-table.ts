import { oneLine } from '../core/text/control.ts';
import { widthOf } from '../core/text/width.ts';

const GAP = '  ';
/** Columns under their headings, as wide as what they hold. Text from outside is made harmless for a terminal. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = [head, ...rows.map((row) => row.map(oneLine))];
  const widths = head.map((_, column) => Math.max(...clean.map((row) => widthOf(row[column] ?? ''))));
  const lines = clean.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)),
      )
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
