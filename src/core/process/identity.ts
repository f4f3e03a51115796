import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname as readHostname } from 'node:os';
import { readText } from '../files/read-text.ts';

/**
 * Which process, for good: a pid alone is given to another process after a while, after a reboot, or in the next container.
 * `startTime` is the kernel's: clock ticks since boot on Linux, a date elsewhere. `namespace` is the pid namespace, `''` where there is none.
 */
export interface Owner {
  host: string;
  bootId: string;
  namespace: string;
  pid: number;
  startTime: string;
}

export type OwnerState = 'live' | 'dead' | 'unknown';

const onLinux = process.platform === 'linux';

let cachedHostname: string | undefined;

function hostname(): string {
  cachedHostname ??= readHostname();
  return cachedHostname;
}

function outputOf(file: string, args: readonly string[]): string {
  return execFileSync(file, args, { encoding: 'utf8', timeout: 2_000 }).trim();
}

let cachedBootId: string | undefined;

/** Differs after every boot. Source: /proc/sys/kernel/random/boot_id, else kern.boottime. */
export function bootId(): string {
  cachedBootId ??= readBootId();
  return cachedBootId;
}

function readBootId(): string {
  if (onLinux) return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  try {
    return outputOf('sysctl', ['-n', 'kern.boottime']);
  } catch {
    return 'unknown';
  }
}

let cachedNamespace: string | undefined;

export function pidNamespace(): string {
  cachedNamespace ??= onLinux ? readlinkSync('/proc/self/ns/pid') : '';
  return cachedNamespace;
}

export interface ProcessStat {
  state: string;
  parentPid: number;
  groupId: number;
  startTime: string;
}

/** Reads /proc/<pid>/stat; null where there is no such process. The name in it may hold blanks and brackets: fields begin after the last one. */
export function readProcessStat(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readText(`/proc/${pid}/stat`);
  } catch {
    return null;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid, groupId] = fields;
  const startTime = fields[19];
  if (state === undefined || startTime === undefined) return null;
  return { state, parentPid: Number(parentPid), groupId: Number(groupId), startTime };
}

/** The kernel's start time of a process, or null where none of that pid runs. A zombie has ended: it runs no more. */
export function processStartTime(pid: number): string | null {
  if (onLinux) {
    const stat = readProcessStat(pid);
    return stat === null || stat.state === 'Z' || stat.state === 'X' ? null : stat.startTime;
  }
  try {
    const line = outputOf('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

/** The owner that a process of this machine is; null where it has ended. */
export function ownerOf(pid: number): Owner | null {
  const startTime = processStartTime(pid);
  return startTime === null ? null : { host: hostname(), bootId: bootId(), namespace: pidNamespace(), pid, startTime };
}

let self: Owner | undefined;

export function ownOwner(): Owner {
  if (self === undefined) {
    const owner = ownerOf(process.pid);
    if (owner === null) throw new Error('this process does not find itself in the process table');
    self = owner;
  }
  return self;
}

/** Whether the owner still runs. Of another host or container nothing can be seen from here: unknown. */
export function ownerState(owner: Owner): OwnerState {
  if (owner.host !== hostname()) return 'unknown';
  if (owner.bootId !== bootId()) return 'dead';
  if (owner.namespace !== pidNamespace()) return 'unknown';
  return processStartTime(owner.pid) === owner.startTime ? 'live' : 'dead';
}

export function sameOwner(one: Owner | null, other: Owner | null): boolean {
  return (
    one !== null &&
    other !== null &&
    one.pid === other.pid &&
    one.startTime === other.startTime &&
    one.bootId === other.bootId &&
    one.namespace === other.namespace &&
    one.host === other.host
  );
}

/** Accepts what a file holds as an owner, or null. */
export function parseOwner(value: unknown): Owner | null {
  const owner = value as Partial<Owner> | null;
  const whole =
    typeof owner === 'object' &&
    owner !== null &&
    typeof owner.host === 'string' &&
    typeof owner.bootId === 'string' &&
    typeof owner.namespace === 'string' &&
    Number.isInteger(owner.pid) &&
    typeof owner.startTime === 'string';
  return whole ? (owner as Owner) : null;
}
