import { BARS } from './theme.ts';

/** A plot of percentages, `height` lines high and a column a value, the newest at the right. A missing value is a gap, never 0. */
export function plot(values: readonly (number | null)[], height: number): string[] {
  const eighths = values.map((value) =>
    value === null ? 0 : Math.max(1, Math.round((value / 100) * height * BARS.length)),
  );
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * BARS.length;
    const bars = eighths.map((filled) => BARS[Math.min(BARS.length, filled - below) - 1] ?? ' ').join('');
    return `${axisLabel(row, height)} ${bars}`;
  });
}

function axisLabel(row: number, height: number): string {
  const label = row === 0 ? '100%' : row === height - 1 ? '0%' : '';
  return `${label.padStart(5)} │`;
}
