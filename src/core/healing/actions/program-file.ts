import { accessSync, constants, lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { OpsError } from '../../errors.ts';

export interface ProgramFile {
  /** Without links. */
  path: string;
  device: string;
  inode: string;
  bytes: number;
  modified: string;
}

const OTHERS_WRITE = 0o022n;
const STICKY = 0o1000n;

/** Which file a program is. @throws OpsError where anybody but root and this user could have put it there. */
export function identifyProgram(program: string): ProgramFile {
  const path = resolveProgram(program);
  const trusted = new Set([0n, BigInt(process.geteuid?.() ?? 0)]);
  for (let part = path; ; part = dirname(part)) {
    const { uid, mode } = lstatSync(part, { bigint: true });
    // In a sticky folder nobody replaces what belongs to another.
    const writable = (mode & OTHERS_WRITE) !== 0n && !(part !== path && (mode & STICKY) !== 0n);
    if (!trusted.has(uid) || writable)
      throw new OpsError('E_FILE', `${program} is not run: others may write ${part}`, {
        hint: `Run: chmod go-w ${part}`,
      });
    if (part === '/') break;
  }
  const stat = lstatSync(path, { bigint: true });
  if (!stat.isFile()) throw new OpsError('E_FILE', `${program} is no program`);
  return {
    path,
    device: String(stat.dev),
    inode: String(stat.ino),
    bytes: Number(stat.size),
    modified: String(stat.mtimeNs),
  };
}

function resolveProgram(program: string): string {
  try {
    accessSync(program, constants.X_OK);
    return realpathSync(program);
  } catch {
    throw new OpsError('E_FILE', `${program} is not there or may not be run`);
  }
}
