import { hostname } from 'node:os';
import type { Config } from '../config/schema.ts';
import { errorText } from '../errors.ts';
import { writeJsonAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { withLock } from '../files/lock.ts';
import { bootId } from '../process/identity.ts';
import { isFresh, readGrowth, withForecast } from './forecast.ts';
import { runDueChecks, writeResults } from './health/run-checks.ts';
import type { HealthCheck } from './health-check-schema.ts';
import { HOURS_DAYS, MOST_BYTES, maintainHistory } from './history/maintain.ts';
import { appendSample } from './history/open-day.ts';
import { makeNotes } from './notes.ts';
import { round } from './numbers.ts';
import type { MetricFamily } from './prometheus/render.ts';
import { writeTextfile } from './prometheus/textfile.ts';
import { type Sample, summaryOf } from './sample.ts';
import { valuesOf } from './series.ts';
import { type SourceOptions, sourceOfThisMachine } from './source.ts';
import { type NextState, readState, stillStuck, writeState } from './state.ts';
import { warningsOf } from './thresholds.ts';

/** Processes that each list of a sample names. */
const TOP = 10;

/** Without a schedule, a comparison over more than this says nothing about now. */
const LONGEST_WINDOW_SECONDS = 900;

export interface CollectOptions {
  /** Seconds from one sample to the next by the schedule. */
  intervalSeconds: number | null;
  /** Compares with nothing earlier than half a second ago: how things are now, not since the last sample. */
  short?: boolean;
  checks?: readonly HealthCheck[];
  /** What other parts of the program want to stand in metrics/ops.prom. */
  families?: readonly MetricFamily[];
  source?: Partial<Pick<SourceOptions, 'proc' | 'sys' | 'bus' | 'statfs' | 'deadlineMs'>>;
}

export interface Taken {
  sample: Sample;
  next: NextState;
}

/** Takes one sample of this machine, and writes nothing. */
export async function takeSample(at: Layout, config: Config, options: CollectOptions): Promise<Taken> {
  const { intervalSeconds, checks = [] } = options;
  const state = readState(at);
  const stuck = stillStuck(state.stuck);
  const notes = makeNotes();
  const read = await sourceOfThisMachine();
  const reading = read({
    host: hostname(),
    bootId: bootId(),
    notes,
    before: options.short === true ? null : state.counters,
    longestWindowSeconds: Math.max(LONGEST_WINDOW_SECONDS, 3 * (intervalSeconds ?? 0)),
    top: TOP,
    stuck: new Set(stuck.map(({ mount }) => mount)),
    synchronisedAt: state.synchronisedAt,
    ...options.source,
  });
  // One after the other: what the checks do would be part of the readings.
  const { readings: raw, counters, windowSeconds, hung, synchronisedAt } = await reading;
  const now = Date.parse(counters.at);
  const healthChecks = await runDueChecks(at, checks, now);
  const growth = isFresh(state.growth, now) ? state.growth : readGrowth(at, now);
  const readings = { ...raw, disks: withForecast(raw.disks, growth) };
  const warnings = warningsOf(readings, config.thresholds, healthChecks);
  const sample: Sample = {
    version: 1,
    at: counters.at,
    host: counters.host,
    bootId: counters.bootId,
    intervalSeconds,
    windowSeconds: windowSeconds === null ? null : round(windowSeconds, 2),
    summary: summaryOf(counters.at, readings, notes.missing, warnings),
    ...readings,
    healthChecks,
    unavailable: notes.unavailable,
  };
  return { sample, next: { counters, stuck, hung, growth, synchronisedAt } };
}

export interface Collected {
  sample: Sample;
  /** What could not be stored; the sample itself is in metrics/latest.json all the same. */
  problems: string[];
}

/**
 * Takes one sample and stores it. Each file is written on its own: a disk too full for the history still gets the newest sample,
 * so that the alarm about it can be raised.
 */
export async function collect(at: Layout, config: Config, options: CollectOptions): Promise<Collected> {
  const { sample, next } = await takeSample(at, config, options);
  const problems: string[] = [];
  const store = (what: string, write: () => void) => {
    try {
      write();
    } catch (error) {
      problems.push(`${what} could not be stored: ${errorText(error)}`);
    }
  };
  const time = Date.parse(sample.at);
  const retention = { samplesDays: config.retention.metrics_days, hoursDays: HOURS_DAYS, mostBytes: MOST_BYTES };
  writeJsonAtomic(at.latestMetrics, sample, { temporary: at.temporary });
  withLock(at, 'metrics', () => {
    store('the counters for the next sample', () => writeState(at, next));
    store('the results of health checks', () => writeResults(at, sample.healthChecks));
    store('the history', () => appendSample(at, time, valuesOf(sample)));
    if (clockIsSane(sample)) store('the packed history', () => maintainHistory(at, time, retention));
  });
  store('metrics/ops.prom', () => writeTextfile(at, sample, time, options.families));
  return { sample, problems };
}

const DAY_MS = 86_400_000;

/** A clock that was just set by days, or that is known to run free, is no reason to throw away the past. */
function clockIsSane({ clock }: Sample): boolean {
  return clock?.synchronised !== false && Math.abs(clock?.stepMs ?? 0) < DAY_MS;
}
