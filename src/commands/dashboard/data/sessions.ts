import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../../core/errors.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { readJson } from '../../../core/files/read-json.ts';
import { mainSessionId, ORCHESTRATOR } from '../../../core/sessions/names.ts';
import { hasEnded, parseRecord, type SessionRecord } from '../../../core/sessions/record.ts';
import { rowOf, type SessionRow } from '../../../core/sessions/row.ts';
import { outputPath } from '../../../core/sessions/settle.ts';
import { leaseAgeMs, viewOf } from '../../../core/sessions/view.ts';
import { readUsage } from '../../../core/status/usage-file.ts';
import type { Snapshot } from './snapshot.ts';

interface Known {
  /** Of the file as it was read. */
  signature: string;
  content: SessionRecord | { broken: string };
  row: SessionRow | null;
  /** What of the row can be seen. */
  mark: string;
}

type SessionsPart = Pick<Snapshot, 'sessions' | 'unreadable' | 'leaseAt' | 'quiet'>;

const ENDING = '.json';
/** A folder's time has the kernel's coarse grain: what changed within so long of a look may still change under the same time. */
const GRAIN_MS = 100;
/** Records are renamed into their folder, which shows in the folder's own time; one that was edited in place is found at this pace. */
const WHOLE_LOOK_MS = 30_000;

/**
 * Reads the registry again and again: only records that changed are read, only those that have not ended are asked whether they live. A
 * thousand ended sessions cost nothing at rest, where reading them all took 5 % of a core. Returns null where nothing changed.
 */
export function createSessionReader(at: Layout): (now: number) => SessionsPart | null {
  let known = new Map<string, Known>();
  let folder: string | null = null;
  let readAt = 0;
  let before: SessionsPart | null = null;

  const refresh = (now: number) => {
    const time = folderTime(at, now);
    if (time !== null && time === folder && now - readAt < WHOLE_LOOK_MS) return;
    folder = time;
    readAt = now;
    const next = new Map<string, Known>();
    for (const name of namesIn(at)) {
      const path = join(at.sessions, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) continue;
      const signature = `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
      const old = known.get(name);
      const entry = old?.signature === signature ? old : load(path, signature);
      if (entry !== null) next.set(name, entry);
    }
    known = next;
  };

  return (now) => {
    refresh(now);
    const usage = readUsage(at);
    const sessions: SessionRow[] = [];
    const unreadable: { file: string; reason: string }[] = [];
    for (const [name, entry] of known) {
      if ('broken' in entry.content) {
        unreadable.push({ file: join(at.sessions, name), reason: entry.content.broken });
        continue;
      }
      if (entry.row === null || !hasEnded(entry.content.status)) refreshRow(at, entry, entry.content, usage, now);
      if (entry.row !== null) sessions.push(entry.row);
    }
    const quiet = sessions.filter((row) => isQuiet(at, row, now)).map(({ id }) => id);
    const same =
      before !== null &&
      before.sessions.length === sessions.length &&
      before.unreadable.length === unreadable.length &&
      sessions.every((row, index) => row === before?.sessions[index]) &&
      unreadable.every(({ file }, index) => file === before?.unreadable[index]?.file) &&
      quiet.join() === before.quiet.join();
    if (same) return null;
    const age = leaseAgeMs(at, mainSessionId(ORCHESTRATOR), now);
    before = { sessions, unreadable, quiet, leaseAt: age === null ? null : now - age };
    return before;
  };
}

const QUIET_MS = 10 * 60_000;

/** A lasting session that used to write and has not for long. What the orchestrator has to say it says elsewhere. */
function isQuiet(at: Layout, { id, kind, agentId, status }: SessionRow, now: number): boolean {
  if (kind !== 'main' || agentId === ORCHESTRATOR || hasEnded(status)) return false;
  const output = statSync(outputPath(at, id), { throwIfNoEntry: false });
  return output !== undefined && output.size > 0 && now - output.mtimeMs > QUIET_MS;
}

/** The same row stays the same object, so that whether anything changed is seen by comparing objects. Ages move always: they are no change. */
function refreshRow(
  at: Layout,
  entry: Known,
  record: SessionRecord,
  usage: ReturnType<typeof readUsage>,
  now: number,
): void {
  const measured = hasEnded(record.status) ? null : (usage[record.id] ?? null);
  const row = rowOf(viewOf(at, record, now), { nextRunAt: null, usage: measured }, now);
  const { cpuPercent = null, memoryBytes = null } = measured ?? {};
  const mark = `${row.status} ${row.live} ${row.pid} ${cpuPercent} ${memoryBytes}`;
  if (entry.row !== null && entry.mark === mark) return;
  entry.row = row;
  entry.mark = mark;
}

function load(path: string, signature: string): Known | null {
  const read = readJson(path);
  if (read.state === 'missing') return null;
  const parsed = read.state === 'read' ? parseRecord(read.value) : read.reason;
  return { signature, content: typeof parsed === 'string' ? { broken: parsed } : parsed, row: null, mark: '' };
}

/** When the folder last changed; null where that cannot be told yet. */
function folderTime(at: Layout, now: number): string | null {
  const stat = statSync(at.sessions, { throwIfNoEntry: false });
  if (stat === undefined) return 'missing';
  return now - stat.mtimeMs < GRAIN_MS ? null : String(stat.mtimeMs);
}

function namesIn(at: Layout): string[] {
  try {
    return readdirSync(at.sessions).filter((name) => name.endsWith(ENDING));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
