import { readdirSync, statSync } from 'node:fs';
import { readText } from '../../files/read-text.ts';
import { TICKS_PER_SECOND } from '../counters.ts';
import { round } from '../numbers.ts';
import type { Processes, ProcessLine, ProcessState, Zombies } from '../readings.ts';

/** One line of /proc/<pid>/stat, as far as it is needed. */
export interface ProcessStat {
  pid: number;
  name: string;
  state: string;
  parent: number;
  /** A thread of the kernel: it has no memory and no files of its own. */
  kernel: boolean;
  /** User and system time in ticks, its own only. */
  ticks: number;
  threads: number;
  /** Ticks from boot to its start. */
  start: number;
  residentPages: number;
}

/** The last field that is needed, counted from the state: residentPages. */
const FIELDS = 22;
const KERNEL_THREAD = 0x0020_0000;

/** The name may hold blanks and brackets: the fields begin after the last bracket. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open === -1 || close < open) return null;
  const fields = text.slice(close + 2).split(' ', FIELDS);
  const state = fields[0];
  if (state === undefined || fields.length < FIELDS) return null;
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state,
    parent: Number(fields[1]),
    kernel: (Number(fields[6]) & KERNEL_THREAD) !== 0,
    ticks: Number(fields[11]) + Number(fields[12]),
    threads: Number(fields[17]),
    start: Number(fields[19]),
    residentPages: Number(fields[21]),
  };
}

/** Every process that runs now. One that ends while it is read is left out. */
export function readProcessStats(proc: string): ProcessStat[] {
  return readdirSync(proc).flatMap((name) => {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57) return [];
    try {
      return parseProcessStat(readText(`${proc}/${name}/stat`)) ?? [];
    } catch {
      return [];
    }
  });
}

function mayRead(uid: number): boolean {
  const own = process.geteuid?.();
  return own === 0 || own === uid;
}

/** How many files a process has open. From Linux 6.2 on the folder's size says it; before, and where it says 0, the folder is read. */
function countOpenFiles(proc: string, pid: number): number | null {
  const folder = `${proc}/${pid}/fd`;
  try {
    const { size, uid } = statSync(folder);
    if (size > 0) return size;
    // To be refused by each process of another user costs more than all that is counted.
    return mayRead(uid) ? readdirSync(folder).length : null;
  } catch {
    return null;
  }
}

export interface ProcessView {
  proc: string;
  uptimeSeconds: number;
  pageBytes: number;
  /** Ticks of the sample before, by pid with start time, and the seconds since; null where there is none to compare with. */
  before: { processes: Readonly<Record<string, readonly [start: string, ticks: number]>>; seconds: number } | null;
  top: number;
}

const ENDED = new Set(['Z', 'X']);

/** The kernel's letters; `t` is stopped by a debugger. */
const STATES: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'sleeping',
  I: 'idle',
  D: 'blocked',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
};

function statesOf(stats: readonly ProcessStat[]): Processes['states'] {
  const counts: Partial<Record<ProcessState, number>> = {};
  for (const { state } of stats) {
    const name = STATES[state];
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export function processesOf(stats: readonly ProcessStat[], view: ProcessView): Processes {
  const states = statesOf(stats);
  const lines = stats.filter((each) => !ENDED.has(each.state)).map((each) => lineOf(each, view));
  const highest = (key: (line: ProcessLine) => number | null) =>
    lines
      .filter((line) => (key(line) ?? 0) > 0)
      .sort((one, other) => (key(other) ?? 0) - (key(one) ?? 0))
      .slice(0, view.top);
  return {
    total: stats.length,
    threads: stats.reduce((sum, each) => sum + each.threads, 0),
    running: states.running ?? 0,
    blocked: states.blocked ?? 0,
    states,
    zombies: zombiesOf(stats),
    topCpu: highest((line) => line.cpuPercent),
    topMemory: highest((line) => line.memoryBytes),
    topFiles: highest((line) => line.openFiles),
  };
}

function lineOf(stat: ProcessStat, view: ProcessView): ProcessLine {
  return {
    pid: stat.pid,
    name: stat.name,
    state: stat.state,
    cpuPercent: cpuPercentOf(stat, view),
    memoryBytes: stat.residentPages * view.pageBytes,
    openFiles: stat.kernel ? 0 : countOpenFiles(view.proc, stat.pid),
  };
}

function cpuPercentOf(stat: ProcessStat, { before, uptimeSeconds }: ProcessView): number | null {
  if (before === null) return null;
  const known = before.processes[stat.pid];
  const same = known !== undefined && known[0] === String(stat.start);
  // A process that is younger than the sample before used all its time since then.
  const seconds = same ? before.seconds : Math.min(before.seconds, uptimeSeconds - stat.start / TICKS_PER_SECOND);
  const ticks = same ? stat.ticks - known[1] : stat.ticks;
  return seconds <= 0 ? null : round((100 * Math.max(0, ticks)) / TICKS_PER_SECOND / seconds);
}

function zombiesOf(stats: readonly ProcessStat[]): Zombies {
  const zombies = stats.filter((each) => each.state === 'Z');
  const byParent = new Map<number, number>();
  for (const { parent } of zombies) byParent.set(parent, (byParent.get(parent) ?? 0) + 1);
  const parents = [...byParent].map(([pid, count]) => ({
    pid,
    name: stats.find((each) => each.pid === pid)?.name ?? '?',
    count,
  }));
  return { count: zombies.length, parents: parents.sort((one, other) => other.count - one.count).slice(0, 5) };
}
