import { join } from 'node:path';
import { writeJsonAtomic } from '../../files/atomic.ts';
import { appendJsonLines } from '../../files/json-lines.ts';
import type { Layout } from '../../files/layout.ts';
import { quarantine } from '../../files/quarantine.ts';
import { readJson } from '../../files/read-json.ts';
import { clean, iso } from '../gather/clean.ts';
import { readEvents, toTime } from '../gather/events.ts';
import type { Unread } from '../report.ts';
import type { Change, ChangeKind } from '../report-parts.ts';
import type { Fingerprint } from './fingerprint.ts';

/** state/machine.json: the fingerprint that the next one is compared with. */
interface StoredFingerprint extends Fingerprint {
  version: 1;
  at: string;
}

/** One comparison in state/machine-changes.jsonl, also one that found nothing. `from` is the fingerprint before; null for the first. */
interface Comparison {
  version: 1;
  at: string;
  from: string | null;
  changes: Change[];
  blind: Fingerprint['blind'];
  /** When the machine had last started, as its kernel says. */
  booted: string | null;
}

/** Every change that was ever found, oldest first. */
export interface ChangeLog {
  watchedSince: number | null;
  changes: { time: number; value: Change }[];
  /** When the machine had last started, as it was seen at `time`; epoch milliseconds. */
  boots: { time: number; value: number }[];
  /** What each comparison could not see. */
  blind: { time: number; value: Fingerprint['blind'] }[];
  unread: Unread[];
}

const KINDS: readonly ChangeKind[] = ['boot', 'package', 'unit', 'file'];
/** An upgrade of a whole distribution is told by its count. */
const MOST_KEPT = 2_000;

function journalPath(at: Layout): string {
  return join(at.state, 'machine-changes.jsonl');
}

/** Compares the machine with what it was, writes down what differs, and keeps the new fingerprint. Returns how many changes were found. */
export function noteChanges(at: Layout, now: number, fingerprint: Fingerprint): number {
  const path = join(at.state, 'machine.json');
  const read = readJson(path);
  const stored = read.state === 'read' ? asStored(read.value) : null;
  if (stored === null && read.state !== 'missing')
    quarantine(at, path, read.state === 'unreadable' ? read.reason : 'is not a fingerprint of version 1');
  const changes = stored === null ? [] : changesBetween(stored, fingerprint, now);
  const comparison: Comparison = {
    version: 1,
    at: iso(now),
    from: stored?.at ?? null,
    changes: changes.slice(0, MOST_KEPT),
    blind: fingerprint.blind,
    booted: bootedAt(fingerprint),
  };
  // The journal first: a crash in between compares with the old fingerprint again, and the reader takes the later of the two.
  appendJsonLines(journalPath(at), [comparison], { sync: true });
  writeJsonAtomic(path, { version: 1, at: iso(now), ...fingerprint } satisfies StoredFingerprint, {
    temporary: at.temporary,
  });
  return changes.length;
}

function bootedAt({ marks }: Fingerprint): string | null {
  const since = marks.boot.boot?.since ?? null;
  return since === null ? null : iso(since);
}

function asStored(value: unknown): StoredFingerprint | null {
  const stored = value as Partial<StoredFingerprint> | null;
  const whole =
    typeof stored === 'object' &&
    stored?.version === 1 &&
    typeof stored.at === 'string' &&
    typeof stored.marks === 'object' &&
    stored.marks !== null &&
    Array.isArray(stored.blind);
  return whole ? (stored as StoredFingerprint) : null;
}

function changesBetween(before: StoredFingerprint, after: Fingerprint, now: number): Change[] {
  const since = Date.parse(before.at);
  return KINDS.flatMap((kind) => {
    const old = before.marks[kind] ?? {};
    const fresh = after.marks[kind];
    // What could not be read this time or the last is not gone and not new.
    if ([...before.blind, ...after.blind].some((blind) => blind.kind === kind)) return [];
    const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort();
    return names.flatMap((name): Change[] => {
      const [one, other] = [old[name], fresh[name]];
      if (one?.value === other?.value) return [];
      const time = other?.since ?? null;
      const exact = time !== null && time > since && time <= now;
      return [
        {
          kind,
          name: clean(name, 200),
          what: one === undefined ? 'added' : other === undefined ? 'removed' : 'changed',
          before: one === undefined ? null : clean(one.value, 80),
          after: other === undefined ? null : clean(other.value, 80),
          at: iso(exact ? time : now),
          exact,
        },
      ];
    });
  });
}

export function readChanges(at: Layout): ChangeLog {
  const { entries, unread } = readEvents<Comparison>(at, journalPath(at), ({ at: time }) => time);
  const comparisons = new Map<string, Comparison>();
  for (const { value } of entries) comparisons.set(value.from ?? value.at, value);
  const changes = [...comparisons.values()]
    .flatMap((comparison) => (Array.isArray(comparison.changes) ? comparison.changes : []))
    .filter((change) => KINDS.includes(change?.kind))
    .map((value) => ({ time: Date.parse(value.at), value }))
    .filter(({ time }) => Number.isFinite(time))
    .sort((one, other) => one.time - other.time);
  return {
    watchedSince: entries[0]?.time ?? null,
    changes,
    boots: entries
      .map(({ time, value }) => ({ time, value: toTime(value.booted) }))
      .filter(({ value }) => Number.isFinite(value)),
    blind: entries.flatMap(({ time, value }) => (Array.isArray(value.blind) ? [{ time, value: value.blind }] : [])),
    unread,
  };
}
