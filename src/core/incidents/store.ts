import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errorCode, OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { rememberingReader } from '../files/remembered.ts';
import type { Incident } from './incident.ts';
import { incidentOf, timeInName } from './read.ts';

export const ENDING = '.md';

/** An incident and the text that it was read from. */
export interface StoredIncident {
  incident: Incident;
  content: string;
  path: string;
  /** False where the file holds bytes that are no text: writing it again would lose them. */
  isText: boolean;
}

function namesIn(folder: string): string[] {
  try {
    // Editors leave .name.md.swp, #name.md# and 4913 behind; only what ends in .md and is not hidden is an incident.
    return readdirSync(folder).filter((name) => name.endsWith(ENDING) && !name.startsWith('.'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Null where it is gone: resolved, reopened or removed in this moment. */
function readAt(at: Layout, folder: string, name: string): StoredIncident | null {
  const path = join(folder, name);
  try {
    const found = statSync(path);
    // Opening a named pipe would wait for its writer for ever, and the orchestrator with it.
    if (!found.isFile()) throw new OpsError('E_FILE', `${relative(at.root, path)} is no file`);
    const changedAt = found.mtimeMs;
    const bytes = readFileSync(path);
    const content = bytes.toString('utf8');
    const id = name.slice(0, -ENDING.length);
    const place = { id, file: relative(at.root, path), active: folder === at.activeIncidents, changedAt };
    const incident = incidentOf(content, place);
    const isText = isUtf8(bytes);
    if (!isText)
      incident.problems.unshift({ line: lineOfNoText(bytes), reason: 'there are bytes that are no UTF-8 text' });
    return { incident, content, path, isText };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function lineOfNoText(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  return lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1'))) + 1;
}

const remembered = rememberingReader<StoredIncident>();

export interface IncidentList {
  /** The oldest first. */
  incidents: Incident[];
  /** Files that cannot be opened; one whose front matter is wrong is listed all the same and says so in its `problems`. */
  unreadable: { file: string; reason: string }[];
}

export type IncidentFolder = 'active' | 'resolved';

export function folderPath(at: Layout, folder: IncidentFolder): string {
  return folder === 'active' ? at.activeIncidents : at.resolvedIncidents;
}

/**
 * The incidents of one folder or, without one named, of both. With `since` (epoch milliseconds) resolved ones whose name and file are both
 * older are not opened: years of them cost a look at their names. Reads only.
 */
export function listIncidents(at: Layout, only?: IncidentFolder, since = 0): IncidentList {
  const incidents = new Map<string, Incident>();
  const unreadable: IncidentList['unreadable'] = [];
  // Active ones first: one that is moved while this reads is then found twice rather than never.
  for (const which of only === undefined ? (['active', 'resolved'] as const) : [only]) {
    const folder = folderPath(at, which);
    for (const name of namesIn(folder)) {
      try {
        if (which === 'resolved' && isBefore(folder, name, since)) continue;
        const found = remembered(join(folder, name), () => readAt(at, folder, name));
        if (found !== null) incidents.set(found.incident.id, found.incident);
      } catch (error) {
        const code = errorCode(error);
        const reason = code === 'E_FILE' ? 'is no file' : `cannot be opened (${code ?? 'unknown error'})`;
        unreadable.push({ file: relative(at.root, join(folder, name)), reason });
      }
    }
  }
  return { incidents: [...incidents.values()].sort(byAge), unreadable };
}

function isBefore(folder: string, name: string, since: number): boolean {
  const named = timeInName(name);
  if (since <= 0 || named === null || Date.parse(named) >= since) return false;
  const changedAt = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
  return changedAt !== undefined && changedAt < since;
}

function byAge(one: Incident, other: Incident): number {
  return one.openedAt < other.openedAt || (one.openedAt === other.openedAt && one.id < other.id) ? -1 : 1;
}

/** The id that a unique beginning names. @throws OpsError where it names none, or several. */
export function findIncidentId(at: Layout, word: string): string {
  const ids = new Set([at.activeIncidents, at.resolvedIncidents].flatMap(namesIn));
  const names = [...ids].map((name) => name.slice(0, -ENDING.length));
  if (names.includes(word)) return word;
  const found = word === '' ? [] : names.filter((name) => name.startsWith(word));
  const [only] = found;
  if (only === undefined) throw new OpsError('E_NO_INCIDENT', `No incident begins with ${JSON.stringify(word)}`);
  if (found.length > 1)
    throw new OpsError('E_AMBIGUOUS', `${found.length} incidents begin with ${JSON.stringify(word)}`, {
      hint: `Give more of the id: ${found.sort().slice(0, 5).join(', ')}`,
    });
  return only;
}

/** One incident by its whole id; null where there is none of it. */
export function readIncident(at: Layout, id: string): StoredIncident | null {
  if (id === '' || /[/\\\0]/.test(id)) return null;
  // A move between the two looks would hide it from both, so the first folder is looked at again.
  for (const folder of [at.activeIncidents, at.resolvedIncidents, at.activeIncidents]) {
    const found = readAt(at, folder, id + ENDING);
    if (found !== null) return found;
  }
  return null;
}

export function incidentOrThrow(at: Layout, id: string): StoredIncident {
  const found = readIncident(at, id);
  if (found !== null) return found;
  throw new OpsError('E_NO_INCIDENT', `There is no incident ${JSON.stringify(id)}`);
}
