import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errorCode, OpsError } from '../errors.ts';
import { writeFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { withLock } from '../files/lock.ts';
import { makeFolder } from '../files/make-folder.ts';
import { incidentOf } from './read.ts';
import { ENDING, folderPath, type IncidentFolder, incidentOrThrow, type StoredIncident } from './store.ts';

/** Everybody who changes incidents does it one after the other. Never taken around the lock of the alerts: that one comes first. */
export function changeIncidents<T>(at: Layout, act: () => T): T {
  return withLock(at, 'incidents', act);
}

const MOST_TRIES = 5;

/**
 * Replaces an incident's text by what `edit` makes of it; where `edit` answers the same text nothing is written. A person's editor knows no
 * lock, so what was saved since the file was read is read again and edited anew rather than lost. Call it inside `changeIncidents`.
 */
export function editIncident(at: Layout, id: string, edit: (stored: StoredIncident) => string): StoredIncident {
  for (let tries = 1; ; tries += 1) {
    const stored = incidentOrThrow(at, id);
    const content = edit(stored);
    if (content === stored.content) return stored;
    if (!stored.isText) throw notText(stored);
    if (!isUnchanged(stored) && tries < MOST_TRIES) continue;
    writeFileAtomic(stored.path, content, { temporary: at.temporary });
    const { active, file } = stored.incident;
    return { ...stored, content, incident: incidentOf(content, { id, file, active, changedAt: Date.now() }) };
  }
}

function isUnchanged({ path, content }: StoredIncident): boolean {
  try {
    return readFileSync(path, 'utf8') === content;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function notText({ incident: { file, problems } }: StoredIncident): OpsError {
  return new OpsError('E_CORRUPT', `${file}:${problems[0]?.line ?? 1}: ${problems[0]?.reason ?? 'it is no text'}`, {
    hint: 'Nothing was changed: writing the file again would lose them. Save it as UTF-8.',
  });
}

/** Moves an incident's file to the other folder in one step. Call it inside `changeIncidents`, after its text says where it belongs. */
export function moveIncident(at: Layout, id: string, to: IncidentFolder): void {
  const [from, target] = to === 'resolved' ? (['active', 'resolved'] as const) : (['resolved', 'active'] as const);
  const path = join(folderPath(at, target), id + ENDING);
  if (existsSync(path)) {
    throw new OpsError('E_FILE', `${relative(at.root, path)} is there already, so ${id} cannot be moved`, {
      hint: 'Somebody copied the file. Rename or remove one of the two.',
    });
  }
  makeFolder(folderPath(at, target));
  renameSync(join(folderPath(at, from), id + ENDING), path);
}

/** Whether a file of the id lies in either folder. */
export function isTaken(at: Layout, id: string): boolean {
  return [at.activeIncidents, at.resolvedIncidents].some((folder) => existsSync(join(folder, id + ENDING)));
}

export function newIncidentPath(at: Layout, id: string): string {
  return join(at.activeIncidents, id + ENDING);
}
