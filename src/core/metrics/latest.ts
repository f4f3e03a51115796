import { OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { readJson } from '../files/read-json.ts';
import type { Sample } from './sample.ts';

/** A sample older than this many intervals says nothing about now. */
const STALE_INTERVALS = 3;
const DEFAULT_INTERVAL_SECONDS = 300;

export interface Latest {
  sample: Sample;
  ageMs: number;
  stale: boolean;
}

/** The newest stored sample, with its age. @throws OpsError where there is none, or none that can be read. */
export function readLatest(at: Layout, now: number): Latest {
  const read = readJson(at.latestMetrics);
  const hint = 'Take one with: ops agents spawn metrics-collector';
  if (read.state === 'missing') throw new OpsError('E_FILE', 'No sample was taken yet', { hint });
  if (read.state === 'unreadable') throw new OpsError('E_CORRUPT', `metrics/latest.json ${read.reason}`, { hint });
  const sample = read.value as Partial<Sample> | null;
  const time = Date.parse(sample?.at ?? '');
  if (sample?.version !== 1 || !Number.isFinite(time) || !Array.isArray(sample.disks) || sample.summary === undefined)
    throw new OpsError('E_CORRUPT', 'metrics/latest.json is no sample of version 1', { hint });
  const ageMs = Math.max(0, now - time);
  const interval = sample.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const whole = { ...(sample as Sample), healthChecks: sample.healthChecks ?? [] };
  return { sample: whole, ageMs, stale: ageMs > STALE_INTERVALS * interval * 1_000 };
}
