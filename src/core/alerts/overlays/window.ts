import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { errorText, OpsError } from '../../errors.ts';
import { createFileAtomic, removeFile, writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { parseCron } from '../../schedule/cron.ts';
import { type Matcher, problemOf } from './matcher.ts';
import { type RecordProblem, readRecords } from './records.ts';
import type { SpanState } from './silence.ts';

/** alerts/maintenance/<id>.json: work that a person has announced, once or by a schedule. What matches is not told meanwhile. */
export interface MaintenanceWindow {
  version: 1;
  id: string;
  name: string;
  /** Empty: everything. */
  matchers: Matcher[];
  /** Once: from when until when. ISO 8601; null where `cron` says when it begins. */
  startsAt: string | null;
  endsAt: string | null;
  /** Again and again: when it begins, in five fields, by the clock of `timeZone` (null: the machine's), and for how long. */
  cron: string | null;
  timeZone: string | null;
  durationMs: number | null;
  /** Of a recurring one, that was ended early: it counts again from then on. */
  pausedUntil: string | null;
  createdAt: string;
  createdBy: string;
  comment: string;
}

export interface Occurrence {
  /** Epoch milliseconds; the end is not part of it. */
  from: number;
  until: number;
}

/** Longer ones would lie over each other, or are no maintenance any more. */
const LONGEST_MS = 31 * 86_400_000;
const KEPT_MS = 5 * 86_400_000;
const ID = /^[0-9a-f]{8}$/;

export function maintenanceFolder(at: Layout): string {
  return join(at.alerts, 'maintenance');
}

function pathOf(at: Layout, id: string): string {
  return join(maintenanceFolder(at), `${id}.json`);
}

/** The window that is open at a moment; null where none is. */
export function occurrenceAt(window: MaintenanceWindow, now: number): Occurrence | null {
  if (window.cron === null) {
    const span = { from: Date.parse(window.startsAt ?? ''), until: Date.parse(window.endsAt ?? '') };
    return now >= span.from && now < span.until ? span : null;
  }
  if (window.pausedUntil !== null && now < Date.parse(window.pausedUntil)) return null;
  const durationMs = window.durationMs ?? 0;
  const [from] = parseCron(window.cron, window.timeZone).between(now - durationMs, now, 1);
  return from === undefined ? null : { from, until: from + durationMs };
}

/** When it opens next after a moment; null where it does not any more. */
export function nextOccurrence(window: MaintenanceWindow, now: number): Occurrence | null {
  if (window.cron === null) {
    const span = { from: Date.parse(window.startsAt ?? ''), until: Date.parse(window.endsAt ?? '') };
    return span.from > now ? span : null;
  }
  const from = parseCron(window.cron, window.timeZone).next(now);
  return from === null ? null : { from, until: from + (window.durationMs ?? 0) };
}

export function windowState(window: MaintenanceWindow, now: number): SpanState {
  if (occurrenceAt(window, now) !== null) return 'active';
  return nextOccurrence(window, now) === null ? 'expired' : 'pending';
}

export interface WindowList {
  windows: MaintenanceWindow[];
  problems: RecordProblem[];
}

export function listWindows(at: Layout): WindowList {
  const { records, problems } = readRecords(maintenanceFolder(at), checkWindow);
  return { windows: records.sort((one, other) => (one.name < other.name ? -1 : 1)), problems };
}

function checkWindow(value: Record<string, unknown>, id: string): MaintenanceWindow | string {
  const window = {
    matchers: [],
    cron: null,
    timeZone: null,
    pausedUntil: null,
    ...value,
  } as Partial<MaintenanceWindow>;
  if (window.version !== 1 || window.id !== id || typeof window.name !== 'string')
    return 'it is no maintenance window of version 1 with the id of its file';
  if (!Array.isArray(window.matchers)) return 'its matchers are no list';
  const wrong = window.matchers.map((matcher) => problemOf(matcher ?? {})).find((reason) => reason !== null);
  if (wrong !== undefined) return `a matcher is wrong: ${wrong}`;
  return timesProblem(window) ?? (window as MaintenanceWindow);
}

function timesProblem({ cron, timeZone, durationMs, startsAt, endsAt }: Partial<MaintenanceWindow>): string | null {
  if (cron == null) {
    const length = Date.parse(endsAt ?? '') - Date.parse(startsAt ?? '');
    return Number.isNaN(length) || length < 0 ? 'its times are none' : null;
  }
  if (typeof durationMs !== 'number' || !(durationMs > 0 && durationMs <= LONGEST_MS))
    return 'it has no right duration';
  try {
    return parseCron(cron, timeZone ?? null).next(Date.now()) === null ? 'its schedule never comes' : null;
  } catch (error) {
    return `its schedule is none: ${errorText(error)}`;
  }
}

export interface NewWindow {
  name: string;
  matchers: readonly Matcher[];
  when: Occurrence | { cron: string; timeZone: string | null; durationMs: number };
  by: string;
  comment: string;
}

/** Stores a maintenance window, synced. @throws OpsError for one that can never be open, or whose name another has. */
export function addWindow(
  at: Layout,
  { name, matchers, when, by, comment }: NewWindow,
  now: number,
): MaintenanceWindow {
  if (name.trim() === '') throw new OpsError('E_USAGE', 'A maintenance window needs a name');
  const taken = listWindows(at).windows.find((one) => one.name === name && windowState(one, now) !== 'expired');
  if (taken !== undefined)
    throw new OpsError('E_USAGE', `There is a maintenance window ${JSON.stringify(name)} already`, {
      hint: `End it first: ops alerts maintenance end ${taken.id}`,
    });
  const span = 'cron' in when ? null : when;
  if (span !== null && (span.until <= span.from || span.until <= now))
    throw new OpsError('E_USAGE', 'The maintenance window is over before it begins');
  if (span !== null && span.until - span.from > LONGEST_MS)
    throw new OpsError('E_USAGE', 'A maintenance window lasts 31 days at most');
  const window: MaintenanceWindow = {
    version: 1,
    id: randomUUID().slice(0, 8),
    name,
    matchers: [...matchers],
    startsAt: span === null ? null : new Date(span.from).toISOString(),
    endsAt: span === null ? null : new Date(span.until).toISOString(),
    cron: 'cron' in when ? when.cron : null,
    timeZone: 'cron' in when ? when.timeZone : null,
    durationMs: 'cron' in when ? when.durationMs : null,
    pausedUntil: null,
    createdAt: new Date(now).toISOString(),
    createdBy: by,
    comment,
  };
  const problem = timesProblem(window);
  if (problem !== null) throw new OpsError('E_USAGE', `The maintenance window cannot be used: ${problem}`);
  const text = `${JSON.stringify(window, null, 2)}\n`;
  if (createFileAtomic(pathOf(at, window.id), text, { temporary: at.temporary })) return window;
  throw new OpsError('E_FILE', `${pathOf(at, window.id)} is there already`, { hint: 'Try again.' });
}

/** Ends what is open now; a recurring one comes again at its next time. Null where nothing is open. */
export function endOccurrence(at: Layout, window: MaintenanceWindow, now: number): MaintenanceWindow | null {
  const occurrence = occurrenceAt(window, now);
  if (occurrence === null) return null;
  const ended: MaintenanceWindow =
    window.cron === null
      ? { ...window, endsAt: new Date(now).toISOString() }
      : { ...window, pausedUntil: new Date(occurrence.until).toISOString() };
  writeJsonAtomic(pathOf(at, window.id), ended, { temporary: at.temporary });
  return ended;
}

export function removeWindow(at: Layout, id: string): boolean {
  return removeFile(pathOf(at, id));
}

/** Removes windows that were over some days ago. For who may change the workspace; answers how many. */
export function forgetOldWindows(at: Layout, now: number): number {
  const isOld = ({ cron, endsAt }: MaintenanceWindow) => cron === null && now - Date.parse(endsAt ?? '') > KEPT_MS;
  return listWindows(at).windows.filter((one) => isOld(one) && ID.test(one.id) && removeWindow(at, one.id)).length;
}
