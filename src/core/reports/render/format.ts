/** Thousands in groups: 12453 is 12,453. English and Korean write it alike. */
export function formatNumber(value: number, digits = 0): string {
  const [whole = '', part] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  const text = part === undefined || /^0+$/.test(part) ? grouped : `${grouped}.${part}`;
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `-${text}` : text;
}

export function formatPercent(value: number, digits = 1): string {
  return `${formatNumber(value, digits)}%`;
}

/** As short as it can be said: 90%, 99.95%. */
export function formatLimit(value: number): string {
  return `${Number(value.toFixed(3))}%`;
}

/** With all its digits, for a column: 24.0% under 24.1%. Nothing and everything have none. */
export function percentCell(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  const isWhole = Number(text) === 0 || Number(text) === 100;
  return isWhole ? formatPercent(value, 0) : `${value < 0 ? '-' : ''}${text}%`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal units, as disks and networks are sold. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const text = `${formatNumber(value, unit === 0 || value >= 99.5 ? 0 : 1)} ${BYTE_UNITS[unit]}`;
  return bytes < 0 ? `-${text}` : text;
}

export function formatValue(value: number, unit: 'percent' | 'number' | 'bytesPerSecond'): string {
  if (unit === 'percent') return percentCell(value);
  return unit === 'number' ? formatNumber(value, 2) : `${formatBytes(value)}/s`;
}

/** A difference with its sign; one that rounds to nothing has none. @param points what stands behind a difference of two shares */
export function formatChange(value: number, unit: 'percent' | 'number' | 'bytesPerSecond', points: string): string {
  const text = unit === 'percent' ? formatPoints(value, points) : formatValue(value, unit);
  return value > 0 && !/^0(?:\.0+)?\D*$/.test(text) ? `+${text}` : text;
}

/** Percentage points: 20 % after 10 % is ten of them, and twice as much. Small ones keep their second decimal. */
function formatPoints(value: number, points: string): string {
  const digits = Math.abs(value) < 0.095 ? 2 : 1;
  return `${formatNumber(value, digits)}${points.startsWith('%') ? '' : ' '}${points}`;
}

const BARS = '▁▂▃▄▅▆▇█';

/** A course as one character for each part, from the bottom of its range to its top; · where nothing was measured. */
export function sparkline(values: readonly (number | null)[], unit: 'percent' | 'number' | 'bytesPerSecond'): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '';
  // Percent are drawn from 0 to 100: a quiet day must not look like a mountain range.
  const [low, high] = unit === 'percent' ? [0, 100] : [0, Math.max(...known, Number.MIN_VALUE)];
  const bar = (value: number) =>
    BARS[Math.min(BARS.length - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * BARS.length)))] ?? '';
  return values.map((value) => (value === null ? '·' : bar(value))).join('');
}
