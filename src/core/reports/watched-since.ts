import type { Layout } from '../files/layout.ts';
import { openDays, readDay, sealedDays } from '../metrics/history/days.ts';
import { readEvents } from './gather/events.ts';

/** Since when this machine is watched: the first beat, ended run or sample. Null where nothing has happened yet. */
export function watchedSince(at: Layout): number | null {
  const beats = readEvents<{ at: string }>(at, at.heartbeatLog, (beat) => beat.at).entries;
  const runs = readEvents<{ endedAt: string }>(at, at.runLog, (run) => run.endedAt).entries;
  const times = [beats[0]?.time, runs[0]?.time, firstSample(at)].filter((time) => time !== undefined);
  return times.length === 0 ? null : Math.min(...times);
}

/** Only the column of times is read. */
function firstSample(at: Layout): number | undefined {
  const [first] = [...sealedDays(at), ...openDays(at)].sort();
  return first === undefined ? undefined : readDay(at, first, () => false).table.times[0];
}
