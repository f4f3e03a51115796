import { cut } from '../../notify/cut.ts';
import { oneLine, stripControl } from '../../text/control.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The members of an object by name, however it is spelled: `startsAt`, `starts_at` and `Starts-At` are one. */
export type Fields = ReadonlyMap<string, unknown>;

export function fieldsOf(object: JsonObject): Fields {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(object)) {
    const plain = name.toLowerCase().replaceAll(/[_\s-]/g, '');
    if (value !== null && !fields.has(plain)) fields.set(plain, value);
  }
  return fields;
}

function firstOf<T>(fields: Fields, names: readonly string[], read: (value: unknown) => T | null): T | null {
  for (const name of names) {
    const value = read(fields.get(name));
    if (value !== null) return value;
  }
  return null;
}

/** Long enough for a stack trace's beginning; a channel cuts it further. */
const MESSAGE_LENGTH = 4_000;

/** Text for a person, harmless for a terminal; null where there is none. */
export function textIn(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  const text = cut(stripControl(value).trim(), MESSAGE_LENGTH);
  return text === '' ? null : text;
}

/** A word or a name: one line. */
export function wordIn(value: unknown): string | null {
  const text = typeof value === 'string' || typeof value === 'number' ? oneLine(String(value)).trim() : '';
  return text === '' ? null : text;
}

export interface Quantity {
  value: number;
  unit: string | null;
}

/** No number that a person or a program writes is longer, and a long run of digits would be tried at every place. */
const LONGEST_QUANTITY = 60;
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([^\s\d]\S{0,15})?$/i;

/** `95`, `"95"` and `"95.5 %"`. */
export function quantityIn(value: unknown): Quantity | null {
  if (typeof value === 'number') return Number.isFinite(value) ? { value, unit: null } : null;
  if (typeof value !== 'string' || value.length > LONGEST_QUANTITY) return null;
  const [, digits, unit] = QUANTITY.exec(oneLine(value).trim()) ?? [];
  const number = Number(digits);
  return digits === undefined || !Number.isFinite(number) ? null : { value: number, unit: unit ?? null };
}

/** Epoch seconds of the year 2001 are milliseconds of 1970: what is smaller than this is in seconds. */
const FIRST_MILLISECONDS = 1e11;
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');

/** A time in epoch milliseconds, of ISO 8601 or epoch seconds or milliseconds. Go's zero time (year 1) is none. */
export function timeIn(value: unknown): number | null {
  const said = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  const time =
    typeof said === 'number'
      ? Math.round(said < FIRST_MILLISECONDS ? said * 1_000 : said)
      : typeof said === 'string'
        ? Date.parse(said)
        : Number.NaN;
  // The last moment that a Date can hold.
  return time >= EARLIEST && time <= 8.64e15 ? time : null;
}

export function textField(fields: Fields, names: readonly string[]): string | null {
  return firstOf(fields, names, textIn);
}

export function wordField(fields: Fields, names: readonly string[]): string | null {
  return firstOf(fields, names, wordIn);
}

export function quantityField(fields: Fields, names: readonly string[]): Quantity | null {
  return firstOf(fields, names, quantityIn);
}

export function timeField(fields: Fields, names: readonly string[]): number | null {
  return firstOf(fields, names, timeIn);
}
