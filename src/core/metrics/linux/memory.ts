import { growth, percentOf, perSecond } from '../numbers.ts';
import type { Memory, Swap } from '../readings.ts';

/** Reads lines of `Name:  123 kB` as bytes. */
export function parseMeminfo(text: string): Map<string, number> {
  const fields = new Map<string, number>();
  for (const match of text.matchAll(/^([\w()]+):\s+(\d+)( kB)?$/gm)) {
    const [, name = '', value, unit] = match;
    fields.set(name, Number(value) * (unit === undefined ? 1 : 1024));
  }
  return fields;
}

function need(fields: Map<string, number>, name: string): number {
  const value = fields.get(name);
  if (value === undefined) throw new Error(`/proc/meminfo has no ${name}`);
  return value;
}

export function memoryOf(fields: Map<string, number>): Memory {
  const totalBytes = need(fields, 'MemTotal');
  const availableBytes = Math.min(need(fields, 'MemAvailable'), totalBytes);
  const usedBytes = totalBytes - availableBytes;
  const percent = percentOf(usedBytes, totalBytes);
  if (percent === null) throw new Error('/proc/meminfo gives a total of 0');
  return { totalBytes, availableBytes, usedBytes, percent, limited: false };
}

type Single = Readonly<Record<string, number>>;

export function swapOf(fields: Map<string, number>, now: Single, before: Single | null, seconds: number): Swap {
  const totalBytes = need(fields, 'SwapTotal');
  const usedBytes = totalBytes - need(fields, 'SwapFree');
  const rate = (name: string) => perSecond(growth(now[name], before?.[name]), seconds);
  return {
    totalBytes,
    usedBytes,
    percent: percentOf(usedBytes, totalBytes),
    inPerSecond: rate('pswpin'),
    outPerSecond: rate('pswpout'),
  };
}
