import type { Pressure, PressureLine } from '../readings.ts';

const LINE = /^(some|full) avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+) total=\d+$/gm;

/** Reads /proc/pressure/{cpu,memory,io}. Older kernels have no `full` line for the CPU. */
export function parsePressure(text: string): Pressure {
  const lines = new Map<string, PressureLine>();
  for (const [, kind = '', avg10, avg60, avg300] of text.matchAll(LINE))
    lines.set(kind, { avg10: Number(avg10), avg60: Number(avg60), avg300: Number(avg300) });
  const some = lines.get('some');
  if (some === undefined) throw new Error('/proc/pressure has no line "some"');
  return { some, full: lines.get('full') ?? null };
}
