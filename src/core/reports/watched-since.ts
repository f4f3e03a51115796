import { readdirSync } from 'node:fs';
import type { Layout } from '../files/layout.ts';
import { samplesFolder } from '../metrics/history/open-day.ts';
import { readEvents } from './gather/events.ts';

/** Since when this machine is watched: the first beat, the first ended run or the first day of samples. Null where nothing has happened yet. */
export function watchedSince(at: Layout): number | null {
  const beats = readEvents<{ at: string }>(at, at.heartbeatLog, (beat) => beat.at).entries;
  const runs = readEvents<{ endedAt: string }>(at, at.runLog, (run) => run.endedAt).entries;
  const times = [beats[0]?.time, runs[0]?.time, firstDayOfSamples(at)].filter((time) => time !== undefined);
  return times.length === 0 ? null : Math.min(...times);
}

/** Files of samples are named by their UTC day. */
function firstDayOfSamples(at: Layout): number | undefined {
  try {
    const days = readdirSync(samplesFolder(at)).map((name) => Date.parse(name.slice(0, 10)));
    const known = days.filter((day) => Number.isFinite(day));
    return known.length === 0 ? undefined : Math.min(...known);
  } catch {
    return undefined;
  }
}
