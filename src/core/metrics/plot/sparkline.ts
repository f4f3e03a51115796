const BARS = '▁▂▃▄▅▆▇█';

/** Means of equal parts of the list, a blank where a part has no value. At most `width` parts. */
export function fitWidth(values: readonly (number | null)[], width: number): (number | null)[] {
  if (values.length <= width) return [...values];
  return Array.from({ length: width }, (_, part) => {
    const from = Math.floor((part * values.length) / width);
    const to = Math.floor(((part + 1) * values.length) / width);
    const known = values.slice(from, to).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

/** One character a value, from `low` to `high`; what lies outside is drawn at the edge, what is not known is blank. */
export function sparkline(values: readonly (number | null)[], low: number, high: number): string {
  const span = high - low;
  return values
    .map((value) => {
      if (value === null) return ' ';
      const share = span > 0 ? Math.min(1, Math.max(0, (value - low) / span)) : 0;
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? ' ';
    })
    .join('');
}
