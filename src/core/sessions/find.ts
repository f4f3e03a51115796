import { basename } from 'node:path';
import { OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { nearest } from '../text/nearest.ts';
import { assertSessionId, isName, isSessionId, mainSessionId } from './names.ts';
import { hasEnded, type SessionRecord } from './record.ts';
import { listRecords } from './registry.ts';
import { type RunEntry, readRuns } from './run-log.ts';
import { viewOf } from './view.ts';

export type Found = { where: 'registry'; record: SessionRecord } | { where: 'run log'; run: RunEntry };

const SHORTEST_BEGINNING = 4;

/** Finds the session that a person names: by key, id, agent (its main or only live session), label, or a unique beginning of its run id. */
export function findSession(at: Layout, name: string): Found {
  const found = findLive(at, name) ?? findEnded(at, name);
  if (found !== null) return found;
  if (name.includes('/') || name.includes('\\') || name.includes('\0')) assertSessionId(name);
  const { records, unreadable } = listRecords(at);
  const broken = unreadable.find(({ file }) => namesFile(name, basename(file, '.json')));
  if (broken !== undefined) throw new OpsError('E_CORRUPT', `${broken.file} ${broken.reason}`);
  const known = records.flatMap((record) => [record.agentId, record.key, record.label ?? '']);
  const near = nearest(name, known);
  const hint = near === null ? undefined : { hint: `Did you mean ${near}? All there are: ops sessions list` };
  throw new OpsError('E_NO_SESSION', `No session is named ${JSON.stringify(name)}`, hint);
}

/** Whether a name means the session of which only the file's name can be read. */
function namesFile(name: string, id: string): boolean {
  return id === name || id === mainSessionId(name) || (name.length >= SHORTEST_BEGINNING && id.startsWith(name));
}

/** As `findSession`, for what must still have its files. */
export function findRecord(at: Layout, name: string): SessionRecord {
  const found = findSession(at, name);
  if (found.where === 'registry') return found.record;
  throw new OpsError(
    'E_NO_SESSION',
    `The session ${found.run.key} has ended (${found.run.status}) and its files are gone`,
    {
      hint: `What is known of it: ops sessions status ${found.run.runId}`,
    },
  );
}

function findLive(at: Layout, name: string): Found | null {
  const { records } = listRecords(at);
  const exact = records.find((record) => record.key === name || record.id === name || record.runId === name);
  if (exact !== undefined) return { where: 'registry', record: exact };
  const main = isName(name) ? records.find((record) => record.id === mainSessionId(name)) : undefined;
  if (main !== undefined) return { where: 'registry', record: main };
  const tests: ((record: SessionRecord) => boolean)[] = [
    (record) => record.agentId === name,
    (record) => record.label === name,
    (record) => isBeginningOf(name, record),
  ];
  for (const test of tests) {
    const one = onlyOne(at, name, records.filter(test));
    if (one !== null) return { where: 'registry', record: one };
  }
  return null;
}

/** Of the run's id, or of the key as a narrow terminal shows it. */
function isBeginningOf(name: string, { runId, key }: Pick<SessionRecord, 'runId' | 'key'>): boolean {
  return name.length >= SHORTEST_BEGINNING && (runId.startsWith(name) || (name.includes(':') && key.startsWith(name)));
}

/** Of several the live one is meant; of several live ones, or several ended, none can be guessed. */
function onlyOne(at: Layout, name: string, candidates: SessionRecord[]): SessionRecord | null {
  if (candidates.length <= 1) return candidates[0] ?? null;
  const live = candidates.filter((record) => !hasEnded(viewOf(at, record).status));
  const [first] = live;
  if (live.length === 1 && first !== undefined) return first;
  const choice = (live.length > 0 ? live : candidates).map((record) => record.key).slice(0, 5);
  throw new OpsError(
    'E_AMBIGUOUS',
    `${JSON.stringify(name)} names ${candidates.length} sessions: ${choice.join(', ')}`,
  );
}

function findEnded(at: Layout, name: string): Found | null {
  const runs = readRuns(at, { recent: false });
  const last = (test: (run: RunEntry) => boolean): Found | null => {
    const run = runs.findLast(test);
    return run === undefined ? null : { where: 'run log', run };
  };
  const exact = last((run) => run.key === name || run.runId === name);
  if (exact !== null) return exact;
  if (!isSessionId(name)) {
    const begun = runs.filter((run) => isBeginningOf(name, run));
    const [first] = begun;
    if (begun.length > 1)
      throw new OpsError('E_AMBIGUOUS', `${JSON.stringify(name)} begins the ids or keys of ${begun.length} ended runs`);
    if (first !== undefined) return { where: 'run log', run: first };
  }
  return last((run) => run.label === name) ?? last((run) => run.agentId === name);
}
