import { growth, percentOf, perSecond, round } from '../numbers.ts';
import type { DiskIo } from '../readings.ts';

/** Bytes read, bytes written, operations, ms with something to do, ms that operations waited, by device. */
export type DiskIoCounters = Record<string, readonly number[]>;

/** /proc/diskstats counts in sectors of 512 bytes, whatever the disk's own are. */
const SECTOR_BYTES = 512;

/** Whole disks and what is stacked on them; `isDisk` says which names are no partitions (they have a folder in /sys/block). */
export function parseDiskstats(text: string, isDisk: (name: string) => boolean): DiskIoCounters {
  const counters: DiskIoCounters = {};
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    const name = fields[2];
    if (name === undefined || /^(?:loop|ram|fd|sr)\d/.test(name)) continue;
    const [reads = 0, , sectorsRead = 0, msReading = 0, writes = 0, , sectorsWritten = 0, msWriting = 0, , msBusy = 0] =
      fields.slice(3).map(Number);
    const operations = reads + writes;
    if (operations === 0 || !isDisk(name)) continue;
    counters[name] = [
      sectorsRead * SECTOR_BYTES,
      sectorsWritten * SECTOR_BYTES,
      operations,
      msBusy,
      msReading + msWriting,
    ];
  }
  return counters;
}

export function diskIoSince(now: DiskIoCounters, before: DiskIoCounters | null, seconds: number): DiskIo[] {
  return Object.entries(now).map(([device, counters]) => {
    const grown = (index: number) => growth(counters[index], before?.[device]?.[index]);
    const operations = grown(2);
    const busy = grown(3);
    const waited = grown(4);
    return {
      device,
      readBytesPerSecond: perSecond(grown(0), seconds),
      writeBytesPerSecond: perSecond(grown(1), seconds),
      operationsPerSecond: perSecond(operations, seconds),
      utilisationPercent: busy === null ? null : Math.min(100, percentOf(busy, seconds * 1_000) ?? 0),
      // No operation has no waiting time: that is not 0 ms.
      waitMs: operations === null || waited === null || operations === 0 ? null : round(waited / operations, 2),
    };
  });
}
