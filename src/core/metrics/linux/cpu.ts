import type { CpuCounters } from '../counters.ts';
import { round } from '../numbers.ts';
import type { Cpu, CpuShares } from '../readings.ts';

export interface ParsedStat {
  cpu: CpuCounters | null;
  cores: Record<string, CpuCounters>;
  /** `ctxt`, `processes` (forks since boot), `procs_running`, `procs_blocked`. */
  single: Record<string, number>;
}

const SINGLE = new Set(['ctxt', 'processes', 'procs_running', 'procs_blocked']);

/** Reads /proc/stat. Guest time is part of user time there, so it is not added again. */
export function parseStat(text: string): ParsedStat {
  const parsed: ParsedStat = { cpu: null, cores: {}, single: {} };
  for (const line of text.split('\n')) {
    const name = line.slice(0, line.indexOf(' '));
    if (name.startsWith('cpu')) {
      const counters = parseCpuLine(line);
      if (counters === null) continue;
      if (name === 'cpu') parsed.cpu = counters;
      else parsed.cores[name.slice('cpu'.length)] = counters;
    } else if (SINGLE.has(name)) {
      parsed.single[name] = Number(line.slice(name.length));
    }
  }
  return parsed;
}

function parseCpuLine(line: string): CpuCounters | null {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const counters: CpuCounters = [user + nice, system + irq + softirq, idle, iowait, steal];
  return counters.every(Number.isFinite) ? counters : null;
}

/** The shares of the time between two readings; null where no tick passed. The kernel lets iowait and idle run backwards a little. */
export function cpuShares(now: CpuCounters, before: CpuCounters): CpuShares | null {
  const [user, system, idle, iowait, steal] = now.map((value, index) => Math.max(0, value - (before[index] ?? 0)));
  if (user === undefined || system === undefined || idle === undefined || iowait === undefined || steal === undefined)
    return null;
  const all = user + system + idle + iowait + steal;
  if (all === 0) return null;
  const share = (part: number) => round((100 * part) / all);
  return {
    total: share(user + system + steal),
    user: share(user),
    system: share(system),
    iowait: share(iowait),
    steal: share(steal),
  };
}

type CpuState = Pick<ParsedStat, 'cpu' | 'cores'>;

export function cpuSince(now: CpuState, before: CpuState): Cpu | null {
  if (now.cpu === null || before.cpu === null) return null;
  const all = cpuShares(now.cpu, before.cpu);
  if (all === null) return null;
  const cores = Object.entries(now.cores).flatMap(([id, counters]) => {
    const earlier = before.cores[id];
    const shares = earlier === undefined ? null : cpuShares(counters, earlier);
    return shares === null ? [] : [{ id: Number(id), total: shares.total }];
  });
  return { ...all, cores };
}
