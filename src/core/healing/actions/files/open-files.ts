import { readdirSync, readFileSync, statSync } from 'node:fs';
import { errorCode } from '../../../errors.ts';
import { readProcessStat } from '../../../process/identity.ts';

/** What the processes of this machine have open, at one moment. 40 ms for 300 processes. */
export interface OpenFiles {
  has: (file: { device: string; inode: string }) => boolean;
  /** Processes of other users that may not be looked into: nobody knows what they have open. */
  unseen: number;
}

/** A container's cannot be looked into even by root; it starts programs, and files that it opens for them are seen at those. */
const INIT = '1';

/** Looks through the descriptors and the mapped files of every process. */
export function findOpenFiles(): OpenFiles {
  const open = new Set<string>();
  /** By inode alone: some file systems show another device in maps than in stat. Too many count as open, never too few. */
  const mapped = new Set<string>();
  let unseen = 0;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) addOpen(open, `/proc/${pid}/fd/${descriptor}`);
      addMapped(mapped, pid);
    } catch {
      const stat = readProcessStat(Number(pid));
      if (stat !== null && stat.state !== 'Z' && stat.state !== 'X' && pid !== INIT && !isKernelThread(pid))
        unseen += 1;
    }
  }
  return { has: ({ device, inode }) => open.has(`${device}:${inode}`) || mapped.has(inode), unseen };
}

function addOpen(open: Set<string>, descriptor: string): void {
  try {
    const { dev, ino } = statSync(descriptor, { bigint: true });
    open.add(`${dev}:${ino}`);
  } catch (error) {
    // Closed meanwhile, unless it may not be looked at.
    if (errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM') throw error;
  }
}

/** `7f00-7f10 r-xp 00000000 fd:01 1234 /lib/x`: the inode is the fifth field, 0 where no file is behind it. */
function addMapped(mapped: Set<string>, pid: string): void {
  let maps: string;
  try {
    maps = readFileSync(`/proc/${pid}/maps`, 'latin1');
  } catch {
    // Needs more rights than the descriptors do, which init, for one, does not give: what counts as open is what they say.
    return;
  }
  for (const [, inode] of maps.matchAll(/^\S+ \S+ \S+ \S+ (\d+)/gm)) {
    if (inode !== undefined && inode !== '0') mapped.add(inode);
  }
}

const KERNEL_THREAD = 0x0020_0000;

/** The ninth field of stat holds the flags; the name before may hold blanks. */
function isKernelThread(pid: string): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const flags = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[6]);
    return (flags & KERNEL_THREAD) !== 0;
  } catch {
    // It ended meanwhile.
    return true;
  }
}
