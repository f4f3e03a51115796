import { describeDuration } from '../../text/duration.ts';

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

export function bytesText(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = value >= 99.5 || unit === 0 ? 0 : 1;
  return `${bytes < 0 ? '-' : ''}${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

function plain(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toPrecision(2);
  return Math.abs(value) >= 1_000 ? grouped(Math.round(value)) : String(Math.round(value * 100) / 100);
}

/** Units by the endings of the series' names, the longest first. */
const UNITS: readonly (readonly [ending: string, format: (value: number) => string])[] = [
  ['_bytes_per_second', (value) => `${bytesText(value)}/s`],
  ['_per_second', (value) => `${plain(value)}/s`],
  ['_bytes', bytesText],
  ['_seconds', (value) => describeDuration(value * 1_000)],
  ['_percent', (value) => `${plain(value)}%`],
  ['_in_hours', (value) => `${plain(value)} h`],
  ['_ms', (value) => `${plain(value)} ms`],
];

/** A value of a series as a person reads it, in the unit that the series' name says. */
export function valueText(series: string, value: number | null): string {
  if (value === null) return 'unknown';
  const name = series.includes('{') ? series.slice(0, series.indexOf('{')) : series;
  const unit = UNITS.find(([ending]) => name.endsWith(ending));
  return unit === undefined ? plain(value) : unit[1](value);
}

/** 12,345: by the rules of a language it would take 4 ms. */
function grouped(whole: number): string {
  return String(whole).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
