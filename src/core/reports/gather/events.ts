import { relative } from 'node:path';
import { errorCode } from '../../errors.ts';
import { readJsonLines } from '../../files/json-lines.ts';
import type { Layout } from '../../files/layout.ts';
import type { Unread } from '../report.ts';

/** Entries of a growing file, each with its time, oldest first, and what of it could not be read. */
export interface Events<T> {
  entries: { time: number; value: T }[];
  unread: Unread[];
}

/** Reads a file of JSON lines. Lines that are torn or carry no time cost only themselves, and are counted. */
export function readEvents<T>(at: Layout, path: string, timeOf: (value: Partial<T>) => unknown): Events<T> {
  const file = relative(at.root, path);
  try {
    const { values, unreadable } = readJsonLines<T>(path);
    const timed = values.map((value) => ({ time: toTime(timeOf(value)), value }));
    const entries = timed.filter(({ time }) => Number.isFinite(time)).sort((one, other) => one.time - other.time);
    const count = unreadable + timed.length - entries.length;
    return { entries, unread: count === 0 ? [] : [{ file, reason: 'damagedLines', count }] };
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return { entries: [], unread: [{ file, reason: 'notOpened', count: null }] };
  }
}

export function toTime(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

/** What lies in a span: from `from`, up to but without `to`. */
export function within<T>(entries: readonly { time: number; value: T }[], span: { from: number; to: number }): T[] {
  return entries.filter(({ time }) => time >= span.from && time < span.to).map(({ value }) => value);
}
