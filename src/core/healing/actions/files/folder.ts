import { closeSync, constants, lstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { errorCode, errorText, OpsError } from '../../../errors.ts';

/**
 * A folder that is held open. All that happens in it goes through `/proc/self/fd/<descriptor>/<name>`, which the kernel resolves from the
 * open folder itself: whoever renames or replaces a folder above it changes nothing. This is openat(2) for a language that has none.
 */
export interface Folder {
  descriptor: number;
  /** Where it was found. */
  path: string;
  device: string;
  inode: string;
  /** The kernel's number of the mount: a folder that is mounted again elsewhere has the same device. */
  mount: string;
}

/** What a file is, whatever it is called. Times in nanoseconds; all as text, since they do not fit a number. */
export interface FileIdentity {
  device: string;
  inode: string;
  bytes: number;
  modified: string;
  changed: string;
  links: number;
  owner: number;
  kind: 'file' | 'folder' | 'link' | 'other';
}

const FOLDER_FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** Why files cannot be acted upon safely on this machine; null: they can. */
export function unsafePlatform(): string | null {
  if (process.platform !== 'linux') return 'only Linux lets a program hold on to a folder while others rename it';
  try {
    readlinkSync('/proc/self/fd/0');
    return null;
  } catch (error) {
    // Standard input may be closed; that the folder is there is enough.
    return errorCode(error) === 'ENOENT' && exists('/proc/self/fd') ? null : '/proc is not mounted';
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text can be the name of one entry of a folder and of nothing else. */
export function isEntryName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}

/** The path of an entry of an open folder, for any call that does not follow links. */
export function entryPath(folder: Folder, name: string): string {
  if (!isEntryName(name)) throw new OpsError('E_FILE', `${JSON.stringify(name)} is not the name of a file`);
  return `/proc/self/fd/${folder.descriptor}/${name}`;
}

/** Opens a folder by its absolute path. @throws OpsError where any part of the path is a link. */
export function openFolder(path: string): Folder {
  const unsafe = unsafePlatform();
  if (unsafe !== null) throw new OpsError('E_FILE', `Files are left alone here: ${unsafe}`);
  let folder = hold(openSync('/', FOLDER_FLAGS), '/');
  for (const name of path.split('/').filter((part) => part !== '')) {
    const above = folder;
    try {
      folder = openWithin(above, name);
    } finally {
      closeFolder(above);
    }
  }
  return folder;
}

/** What `act` answers; `absent` where the folder or file that it opens is not there: then there is nothing to do in it. */
export async function unlessMissing<T>(absent: T, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (errorCode(error instanceof OpsError ? error.cause : error) === 'ENOENT') return absent;
    throw error;
  }
}

/** Opens a folder that lies in an open one. The caller closes it. */
export function openWithin(above: Folder, name: string): Folder {
  const path = above.path === '/' ? `/${name}` : `${above.path}/${name}`;
  try {
    return hold(openSync(entryPath(above, name), FOLDER_FLAGS), path);
  } catch (error) {
    if (error instanceof OpsError) throw error;
    const code = errorCode(error);
    const why = code === 'ENOTDIR' || code === 'ELOOP' ? 'is a link or no folder' : errorText(error);
    throw new OpsError('E_FILE', `${path} ${why}`, { cause: error, hint: 'Name the folder itself, not a link to it.' });
  }
}

function hold(descriptor: number, path: string): Folder {
  try {
    const { device, inode } = identify(lstatSync(`/proc/self/fd/${descriptor}/.`, { bigint: true }));
    return { descriptor, path, device, inode, mount: mountOf(descriptor) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function mountOf(descriptor: number): string {
  const mount = /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
  if (mount === undefined) throw new OpsError('E_FILE', 'the kernel does not say which mount a folder lies in');
  return mount;
}

export function closeFolder(folder: Folder): void {
  closeSync(folder.descriptor);
}

/** Where a folder that is held open lies now, in the kernel's words. */
export function placeOf(folder: Folder): string {
  return readlinkSync(`/proc/self/fd/${folder.descriptor}`);
}

/** Whether an open folder still lies in another one, or is it, although others rename them both. */
export function isWithin(inner: Folder, outer: Folder): boolean {
  const [innerPlace, outerPlace] = [placeOf(inner), placeOf(outer)];
  return innerPlace === outerPlace || innerPlace.startsWith(outerPlace === '/' ? '/' : `${outerPlace}/`);
}

/** What an entry is, a link itself and not what it leads to; null where there is none. */
export function identifyEntry(folder: Folder, name: string): FileIdentity | null {
  const stat = lstatSync(entryPath(folder, name), { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : identify(stat);
}

interface Stat {
  dev: bigint;
  ino: bigint;
  size: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
  nlink: bigint;
  uid: bigint;
  isFile: () => boolean;
  isDirectory: () => boolean;
  isSymbolicLink: () => boolean;
}

export function identify(stat: Stat): FileIdentity {
  return {
    device: String(stat.dev),
    inode: String(stat.ino),
    bytes: Number(stat.size),
    modified: String(stat.mtimeNs),
    changed: String(stat.ctimeNs),
    links: Number(stat.nlink),
    owner: Number(stat.uid),
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other',
  };
}
