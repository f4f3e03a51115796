import { readdirSync } from 'node:fs';
import { readText } from '../files/read-text.ts';
import { processTree } from './tree.ts';

/** What a process and its descendants use. CPU as the kernel counts it since their start, in ticks of 1/100 s. */
export interface TreeUsage {
  cpuTicks: number;
  memoryBytes: number;
  files: number | null;
  threads: number;
  processes: number;
}

const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4_096;

/** Measures a tree from /proc: about 0.1 ms a process, whatever else the machine runs. Null where the root is gone. Linux only. */
export function treeUsage(root: number): TreeUsage | null {
  const usage: TreeUsage = { cpuTicks: 0, memoryBytes: 0, files: 0, threads: 0, processes: 0 };
  for (const pid of processTree(root)) addProcess(usage, pid);
  return usage.processes === 0 ? null : usage;
}

function addProcess(usage: TreeUsage, pid: number): void {
  let stat: string;
  try {
    stat = readText(`/proc/${pid}/stat`);
  } catch {
    return;
  }
  // Fields after the name, which may hold blanks: 11 and 12 are user and system time, 17 threads, 21 resident pages.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  usage.cpuTicks += Number(fields[11]) + Number(fields[12]);
  usage.threads += Number(fields[17]);
  usage.memoryBytes += Number(fields[21]) * PAGE_BYTES;
  usage.processes += 1;
  usage.files = usage.files === null ? null : addFiles(usage.files, pid);
}

function addFiles(files: number, pid: number): number | null {
  try {
    return files + readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    // Of another user: the number cannot be had, and a smaller one would be wrong.
    return null;
  }
}

/** Share of one core that was used between two looks, in percent; null where the clock did not move on. */
export function cpuPercent(before: { ticks: number; ms: number }, after: { ticks: number; ms: number }): number | null {
  const seconds = (after.ms - before.ms) / 1_000;
  if (seconds <= 0) return null;
  // Children that ended between the looks take their time with them: less than nothing is none.
  const used = Math.max(0, after.ticks - before.ticks) / TICKS_A_SECOND;
  return Math.round((used / seconds) * 1_000) / 10;
}
