import { describeDuration } from '../../text/duration.ts';
import { type Locale, WORDS } from './words.ts';

const PERCENT = new Set(['%', 'percent']);

/** `95%`, `1.5 s`: one decimal, and none that is 0. */
export function quantity(value: number, unit: string | null): string {
  const number = String(Math.round(value * 10) / 10);
  if (unit === null || unit === '') return number;
  return PERCENT.has(unit) ? `${number}%` : `${number} ${unit}`;
}

/** `12m 5s`, `12분 5초`. */
export function span(milliseconds: number, locale: Locale): string {
  let text = describeDuration(milliseconds);
  for (const [letter, word] of WORDS[locale].unit)
    text = text.replace(new RegExp(`(\\d)${letter}\\b`, 'g'), `$1${word}`);
  return text;
}

/** `2026-11-22 09:12 GMT+9`, in the zone; null is the machine's. */
export function localTime(iso: string, timeZone: string | null): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const zone = timeZone === null ? {} : { timeZone };
  const short = { dateStyle: 'short', timeStyle: 'short' } as const;
  const day = new Intl.DateTimeFormat('sv-SE', { ...zone, ...short }).format(time);
  const parts = new Intl.DateTimeFormat('en-GB', { ...zone, timeZoneName: 'short' }).formatToParts(time);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${day} ${name}`.trim();
}

/** `09:12`. */
export function timeOfDay(iso: string, timeZone: string | null): string {
  return localTime(iso, timeZone).slice(11, 16);
}
