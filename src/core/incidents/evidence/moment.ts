import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '../../alerts/alert.ts';
import { errorCode } from '../../errors.ts';
import { FOLDER_MODE, removeFile, writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import type { ProcessLine } from '../../metrics/readings.ts';
import type { Sample } from '../../metrics/sample.ts';

/** alerts/moments/<fingerprint>.json: what used the machine when an alert began. The metrics' history keeps no processes. */
export interface Moment {
  version: 1;
  fingerprint: string;
  /** The episode it belongs to; null where the alert has none yet. */
  episode: string | null;
  /** When the processes were read: the sample's time. ISO 8601. */
  at: string;
  topCpu: ProcessLine[];
  topMemory: ProcessLine[];
}

/** A sample that is further away says nothing about the moment: two intervals of collection. */
const NEAR_MS = 10 * 60_000;
const MOST = 5;

function pathOf(at: Layout, fingerprint: string): string {
  return join(at.alerts, 'moments', `${fingerprint}.json`);
}

/** The processes of the newest sample, if it was taken near a time (epoch milliseconds). */
export function processesNear(at: Layout, time: number): Pick<Moment, 'at' | 'topCpu' | 'topMemory'> | null {
  const read = readJson(at.latestMetrics);
  if (read.state !== 'read') return null;
  const sample = read.value as Partial<Sample>;
  const taken = Date.parse(sample.at ?? '');
  const { topCpu, topMemory } = sample.processes ?? {};
  if (Number.isNaN(taken) || Math.abs(time - taken) > NEAR_MS) return null;
  if (!Array.isArray(topCpu) || !Array.isArray(topMemory)) return null;
  return {
    at: new Date(taken).toISOString(),
    topCpu: topCpu.slice(0, MOST),
    topMemory: topMemory.slice(0, MOST),
  };
}

/** The moment that was kept of an alert's episode; null where none was. */
export function readMoment(at: Layout, fingerprint: string, episode: string | null): Moment | null {
  const read = readJson(pathOf(at, fingerprint));
  if (read.state !== 'read') return null;
  const moment = read.value as Partial<Moment>;
  const isWhole = moment.version === 1 && Array.isArray(moment.topCpu) && Array.isArray(moment.topMemory);
  return isWhole && moment.episode === episode ? (moment as Moment) : null;
}

/** Keeps what uses the machine now, once an episode. Null where no sample is near; never a reason to fail. */
export function keepMoment(at: Layout, alert: Pick<Alert, 'fingerprint'> & Partial<Alert>, now: number): Moment | null {
  const episode = alert.episode ?? null;
  const kept = readMoment(at, alert.fingerprint, episode);
  const found = kept === null ? processesNear(at, now) : null;
  if (found === null) return kept;
  const moment: Moment = { version: 1, fingerprint: alert.fingerprint, episode, ...found };
  const path = pathOf(at, alert.fingerprint);
  try {
    mkdirSync(join(at.alerts, 'moments'), { recursive: true, mode: FOLDER_MODE });
    // Not synced: it is evidence, and no decision rests on it.
    writeJsonAtomic(path, moment, { temporary: at.temporary, sync: false });
  } catch {
    // The incident's own file holds it too; if the disk is full, that is what has to be told.
  }
  return moment;
}

/** As long as resolved alerts and single samples may still be asked about. */
const KEPT_MS = 30 * 86_400_000;

/** Removes moments that are older than a month; answers how many. */
export function forgetOldMoments(at: Layout, now: number): number {
  const folder = join(at.alerts, 'moments');
  const isOld = (name: string) =>
    now - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? now) > KEPT_MS;
  try {
    return readdirSync(folder).filter((name) => isOld(name) && removeFile(join(folder, name))).length;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
