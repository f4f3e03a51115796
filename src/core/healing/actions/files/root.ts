import { realpathSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import { OpsError } from '../../../errors.ts';
import type { Layout } from '../../../files/layout.ts';

/** Below these nothing is ever changed: they belong to the system's packages, or are no files at all. */
const SYSTEM = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/proc',
  '/run',
  '/sbin',
  '/snap',
  '/sys',
  '/usr',
  '/var/lib/dpkg',
  '/var/lib/rpm',
  '/var/lib/systemd',
];
/** Too much lies in these to name them as they are; folders below them may be named. */
const TOO_WIDE = ['/', '/home', '/media', '/mnt', '/opt', '/root', '/srv', '/var', '/var/lib', '/usr/local'];
/** Where programs keep what they make while they run, below a folder of the system. */
const SPARED = ['/dev/shm', '/usr/local'];

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : folder + sep);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Why a folder may not be a root of an action that changes files; null: it may. */
export function rootProblem(path: string, at: Layout): string | null {
  if (!isAbsolute(path) || /[\0]/.test(path)) return 'must be an absolute path';
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (resolve(plain) !== plain) return 'must be written without //, . and ..';
  if (TOO_WIDE.includes(plain)) return 'is too wide: name a folder below it';
  const system = SYSTEM.find((folder) => isBelow(plain, folder));
  const spared = SPARED.some((folder) => isBelow(plain, folder));
  if (system !== undefined && !spared) return `lies in ${system}, which belongs to the system`;
  if (isBelow(plain, at.root) || isBelow(plain, realPath(at.root)))
    return 'lies in the workspace, which keeps its own files';
  return null;
}

/** @throws OpsError */
export function assertRoot(path: string, at: Layout): string {
  const problem = rootProblem(path, at);
  if (problem !== null) throw new OpsError('E_FILE', `${JSON.stringify(path)} ${problem}`);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
