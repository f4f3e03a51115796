import { existsSync, lstatSync, readdirSync, realpathSync, renameSync, type Stats, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { makeFolder } from '../../files/make-folder.ts';

/** Where a file stands: dropped, being taken, queued for good, or not understood. All on one file system. */
export type Place = 'incoming' | 'taking' | 'done' | 'rejected';

export function placeOf(at: Layout, place: Place): string {
  return place === 'incoming' ? at.urgentAlerts : join(at.urgentAlerts, place);
}

export interface UrgentFile {
  place: 'incoming' | 'taking';
  name: string;
  path: string;
  /** Epoch milliseconds of its last change. */
  changedAt: number;
  isLink: boolean;
}

const ENDING = '.json';

/** What lies in a place and is for us, oldest first: a file that resolves what another began comes after it. */
export function urgentFiles(at: Layout, place: UrgentFile['place']): UrgentFile[] {
  const folder = placeOf(at, place);
  const files = namesIn(folder).flatMap((name) => {
    const file = name.endsWith(ENDING) && !name.startsWith('.') ? lookAt(at, place, name) : null;
    return file === null ? [] : [file];
  });
  return files.sort((one, other) => one.changedAt - other.changedAt || (one.name < other.name ? -1 : 1));
}

function namesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder);
    if (!names.some((name) => name.includes('\ufffd'))) return names;
    nameAnew(folder);
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** A name that is no UTF-8 cannot be opened by what Node makes of it; the file gets one that can. */
function nameAnew(folder: string): void {
  for (const bytes of readdirSync(folder, { encoding: 'buffer' })) {
    const text = bytes.toString('utf8');
    if (bytes.equals(Buffer.from(text)) || !text.endsWith(ENDING) || text.startsWith('.')) continue;
    renameSync(
      Buffer.concat([Buffer.from(`${folder}${sep}`), bytes]),
      freePath(folder, text.replaceAll('\ufffd', '_')),
    );
  }
}

/** Null for what is no file of the workspace: a folder, a FIFO, a link that leads elsewhere, or nothing any more. */
function lookAt(at: Layout, place: UrgentFile['place'], name: string): UrgentFile | null {
  const path = join(placeOf(at, place), name);
  try {
    const own = lstatSync(path);
    const isLink = own.isSymbolicLink();
    const stat: Stats = isLink ? statSync(path) : own;
    const isOurs = stat.isFile() && (!isLink || isInside(at.root, realpathSync(path)));
    return isOurs ? { place, name, path, changedAt: stat.mtimeMs, isLink } : null;
  } catch (error) {
    // Gone since; or a link to nowhere, or round and round.
    if (['ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(`${realpathSync(root)}${sep}`);
}

let moves = 0;

/** The same name where it is free in that folder, else one with the time in it: many use one name again and again. */
export function freePath(folder: string, name: string): string {
  const path = join(folder, name);
  if (!existsSync(path)) return path;
  moves += 1;
  const time = new Date().toISOString().replaceAll(/\D/g, '');
  return join(folder, `${basename(name, ENDING)}.${time}-${process.pid}-${moves}${ENDING}`);
}

/** Moves a file to another place and says where it lies now; null where another was faster. */
export function moveTo(at: Layout, path: string, place: Exclude<Place, 'incoming'>): string | null {
  const folder = placeOf(at, place);
  const to = freePath(folder, basename(path));
  try {
    renameSync(path, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    if (existsSync(folder)) return null;
    makeFolder(folder);
    return moveTo(at, path, place);
  }
  return to;
}
