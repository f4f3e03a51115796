import { join } from 'node:path';
import { writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import type { Track } from './track.ts';

/** A storm under way: alerts are told together until it is over. Epoch milliseconds. */
export interface Storm {
  startedAt: number;
  toldAt: number;
  /** Summaries so far. */
  told: number;
}

/** state/alerts.json: what the next evaluation needs to know and no alert says. Lost, it costs what was pending. */
export interface Memory {
  version: 1;
  /** By fingerprint. */
  tracks: Record<string, Track>;
  /** When alerts were told as new, of the last minutes, epoch ms; for storms. */
  newAt: number[];
  storm: Storm | null;
  /** When each alert began to fire, of the last day, epoch ms, by fingerprint; for promotion by number. */
  fired: Record<string, number[]>;
  /** What was read last, so that nothing is read twice; by the reader's name. */
  read: Record<string, string>;
  /** Mounts that were seen writable. */
  writable: string[];
}

export function emptyMemory(): Memory {
  return { version: 1, tracks: {}, newAt: [], storm: null, fired: {}, read: {}, writable: [] };
}

export function memoryPath(at: Layout): string {
  return join(at.state, 'alerts.json');
}

export function readMemory(at: Layout): Memory {
  const read = readJson(memoryPath(at));
  const memory = read.state === 'read' ? (read.value as Partial<Memory>) : null;
  const isWhole =
    memory?.version === 1 &&
    isObject(memory.tracks) &&
    isObject(memory.fired) &&
    isObject(memory.read) &&
    Array.isArray(memory.newAt) &&
    Array.isArray(memory.writable);
  return isWhole ? { ...emptyMemory(), ...memory } : emptyMemory();
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not synced: after a power cut an older one is as good, for samples that an alert has seen change it no second time. */
export function writeMemory(at: Layout, memory: Memory): void {
  writeJsonAtomic(memoryPath(at), memory, { temporary: at.temporary, sync: false });
}
