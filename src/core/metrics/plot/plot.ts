import { fitWidth } from './sparkline.ts';

const EIGHTHS = ' ▁▂▃▄▅▆▇█';

export interface PlotOptions {
  width: number;
  height: number;
  /** The ends of the vertical axis; the values' own where absent. */
  low?: number;
  high?: number;
  format: (value: number) => string;
  /** Written below the left and the right end. */
  from: string;
  to: string;
}

/** Columns of blocks above a line, with the ends of both axes. What is not known is left blank: a gap is a gap. */
export function plot(values: readonly (number | null)[], options: PlotOptions): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return 'no data\n';
  const { height, format } = options;
  const smallest = known.reduce((one, other) => Math.min(one, other));
  const largest = known.reduce((one, other) => Math.max(one, other));
  const low = Math.min(options.low ?? smallest, smallest);
  const high = Math.max(options.high ?? largest, largest);
  const labels = [format(high), format((low + high) / 2), format(low)];
  const margin = Math.max(...labels.map((label) => label.length));
  const columns = fitWidth(values, Math.max(1, options.width - margin - 2));
  const filled = columns.map((value) =>
    value === null ? 0 : high > low ? Math.max(1, Math.round(((value - low) / (high - low)) * height * 8)) : 1,
  );
  const lines = Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * 8;
    const label = row === 0 ? labels[0] : row === height - 1 ? labels[2] : row === height >> 1 ? labels[1] : '';
    const blocks = filled.map((eighths) => EIGHTHS[Math.min(8, Math.max(0, eighths - below))] ?? ' ').join('');
    return `${(label ?? '').padStart(margin)} │${blocks}`.trimEnd();
  });
  const axis = `${' '.repeat(margin)} └${'─'.repeat(columns.length)}`;
  const space = columns.length - options.from.length - options.to.length;
  const ends = space > 0 ? `${options.from}${' '.repeat(space)}${options.to}` : options.from;
  return `${[...lines, axis, `${' '.repeat(margin + 2)}${ends}`].join('\n')}\n`;
}
