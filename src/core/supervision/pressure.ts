import { cpus, freemem, totalmem } from 'node:os';
import { readText } from '../files/read-text.ts';
import { parsePressure } from '../metrics/linux/pressure.ts';
import type { Pressure } from './overload.ts';

function readPsi(resource: 'cpu' | 'memory', line: 'some' | 'full'): number | null {
  try {
    return parsePressure(readText(`/proc/pressure/${resource}`))[line]?.avg10 ?? null;
  } catch {
    return null;
  }
}

interface CpuTimes {
  idle: number;
  total: number;
}

function cpuTimes(): CpuTimes {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, total };
}

/** Reads the machine's pressure: PSI where the kernel has it, else CPU and memory in use since the look before. No child process. */
export function pressureReader(): () => Pressure {
  let before: CpuTimes | null = null;
  return () => {
    const cpu = readPsi('cpu', 'some');
    const memory = readPsi('memory', 'full');
    if (cpu !== null || memory !== null) return { source: 'psi', cpu, memory };
    const now = cpuTimes();
    const passed = before === null ? 0 : now.total - before.total;
    const used =
      before === null || passed <= 0 ? null : Math.round(1_000 * (1 - (now.idle - before.idle) / passed)) / 10;
    before = now;
    return {
      source: 'usage',
      cpu: used,
      memory: Math.round(1_000 * (1 - freemem() / totalmem())) / 10,
    };
  };
}
