import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { OpsError } from '../../errors.ts';
import { createFileAtomic, removeFile, writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { fitsEverything, type Matcher, matcherText, problemOf } from './matcher.ts';
import { type RecordProblem, readRecords } from './records.ts';

/** alerts/silences/<id>.json. It mutes notifications of what matches from `startsAt` on, before `endsAt`; states go on. Times ISO 8601. */
export interface Silence {
  version: 1;
  id: string;
  matchers: Matcher[];
  startsAt: string;
  endsAt: string;
  createdAt: string;
  createdBy: string;
  comment: string;
}

export type SpanState = 'pending' | 'active' | 'expired';

const ID = /^[0-9a-f]{8}$/;
const DAY_MS = 86_400_000;
/** As long as Alertmanager keeps what has expired. */
const KEPT_MS = 5 * DAY_MS;

export function silencesFolder(at: Layout): string {
  return join(at.alerts, 'silences');
}

function pathOf(at: Layout, id: string): string {
  return join(silencesFolder(at), `${id}.json`);
}

/** Where a silence stands now; `now` in epoch milliseconds. The end is not part of it. */
export function silenceState({ startsAt, endsAt }: Pick<Silence, 'startsAt' | 'endsAt'>, now: number): SpanState {
  if (now >= Date.parse(endsAt)) return 'expired';
  return now >= Date.parse(startsAt) ? 'active' : 'pending';
}

export interface SilenceList {
  /** The one that ends first, first. */
  silences: Silence[];
  problems: RecordProblem[];
}

export function listSilences(at: Layout): SilenceList {
  const { records, problems } = readRecords(silencesFolder(at), checkSilence);
  return { silences: records.sort((one, other) => Date.parse(one.endsAt) - Date.parse(other.endsAt)), problems };
}

function checkSilence(value: Record<string, unknown>, id: string): Silence | string {
  const silence = value as Partial<Silence>;
  if (silence.version !== 1 || silence.id !== id) return 'it is no silence of version 1 with the id of its file';
  const { matchers, startsAt, endsAt } = silence;
  if (!Array.isArray(matchers) || matchers.length === 0) return 'it has no matchers';
  const wrong = matchers.map((matcher) => problemOf(matcher ?? {})).find((reason) => reason !== null);
  if (wrong !== undefined) return `a matcher is wrong: ${wrong}`;
  if (fitsEverything(matchers)) return 'it would silence everything';
  if (Number.isNaN(Date.parse(startsAt ?? '')) || Number.isNaN(Date.parse(endsAt ?? ''))) return 'its times are none';
  return { ...silence, createdBy: textOf(silence.createdBy), comment: textOf(silence.comment) } as Silence;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : 'unknown';
}

export interface NewSilence {
  matchers: readonly Matcher[];
  /** Epoch milliseconds. */
  from: number;
  until: number;
  by: string;
  comment: string;
}

/** Stores a silence, synced. @throws OpsError for one that would never end, never begin or silence everything. */
export function addSilence(at: Layout, { matchers, from, until, by, comment }: NewSilence, now: number): Silence {
  if (matchers.length === 0) throw new OpsError('E_USAGE', 'A silence needs a matcher such as alertname=disk_usage');
  if (fitsEverything(matchers)) {
    const said = matchers.map(matcherText).join(' ');
    throw new OpsError('E_USAGE', `${said} would silence everything`, {
      hint: 'One matcher at least must name what a label is. To mute all: ops alerts maintenance start NAME --for 2h',
    });
  }
  if (comment.trim() === '') throw new OpsError('E_USAGE', 'A silence needs a comment that says why: --comment TEXT');
  if (until <= from) throw new OpsError('E_USAGE', 'The silence ends before it begins');
  if (until <= now) throw new OpsError('E_USAGE', 'The silence is over already');
  for (;;) {
    const silence: Silence = {
      version: 1,
      id: randomUUID().slice(0, 8),
      matchers: [...matchers],
      startsAt: new Date(from).toISOString(),
      endsAt: new Date(until).toISOString(),
      createdAt: new Date(now).toISOString(),
      createdBy: by,
      comment,
    };
    const text = `${JSON.stringify(silence, null, 2)}\n`;
    if (createFileAtomic(pathOf(at, silence.id), text, { temporary: at.temporary })) return silence;
  }
}

/** Ends a silence now; it stays listed as expired for some days. Null where it is over already or there is none. */
export function endSilence(at: Layout, id: string, now: number): Silence | null {
  const silence = listSilences(at).silences.find((one) => one.id === id);
  if (silence === undefined || silenceState(silence, now) === 'expired') return null;
  const ended = { ...silence, endsAt: new Date(Math.max(now, Date.parse(silence.startsAt))).toISOString() };
  writeJsonAtomic(pathOf(at, id), ended, { temporary: at.temporary });
  return ended;
}

/** Removes silences that expired some days ago. For who may change the workspace; answers how many. */
export function forgetOldSilences(at: Layout, now: number): number {
  const old = listSilences(at).silences.filter(({ endsAt }) => now - Date.parse(endsAt) > KEPT_MS);
  return old.filter(({ id }) => ID.test(id) && removeFile(pathOf(at, id))).length;
}
