import type { Counters } from './counters.ts';
import type { Space } from './disk-space.ts';
import type { Notes } from './notes.ts';
import type { Readings } from './readings.ts';

export interface SourceOptions {
  host: string;
  bootId: string;
  notes: Notes;
  /** The counters of the sample before, or null. */
  before: Counters | null;
  /** Counters older than this are not compared with: a mean of hours is not how things are now. */
  longestWindowSeconds: number;
  /** How many processes each list names. */
  top: number;
  /** Mounts that an earlier sample, whose process still lives, hangs in. */
  stuck: ReadonlySet<string>;
  /** When the system's time service last said that the clock is kept in time. */
  synchronisedAt?: string | null;
  /** For tests: other folders than /proc and /sys, another message bus, another statfs(2), another deadline. */
  proc?: string;
  bus?: string | undefined;
  sys?: string;
  statfs?: (path: string) => Promise<Space>;
  deadlineMs?: number;
}

export interface SourceResult {
  readings: Readings;
  counters: Counters;
  /** What the rates and shares are of; null where nothing could be compared. */
  windowSeconds: number | null;
  hung: string[];
  synchronisedAt: string | null;
}

/** Reads one machine. The same shape whether the kernel's files or a library gave it. */
export type Source = (options: SourceOptions) => Promise<SourceResult>;

export async function sourceOfThisMachine(): Promise<Source> {
  if (process.platform === 'linux') return (await import('./linux/source.ts')).readLinux;
  return (await import('./portable/source.ts')).readPortable;
}
