import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import type { Insights } from '../../logs/insights.ts';
import { readSamples } from '../../metrics/history/query.ts';
import type { Sample } from '../../metrics/sample.ts';
import type { Alert } from '../alert.ts';
import type { Observation } from '../input.ts';
import type { Memory } from '../machine/memory.ts';
import type { Policy } from '../policy/policy.ts';
import { readingsOfLogs } from './from-logs.ts';
import { listedMetrics, type Reading, readingsOf } from './from-sample.ts';
import { readingsOfWorkspace } from './from-workspace.ts';
import { parseSeries } from './metric-names.ts';
import {
  absencesOf,
  type Moment,
  observationsOf,
  type RulesByMetric,
  rulesByMetric,
  unlisted,
} from './observations.ts';

const DEFAULT_EVERY_MS = 300_000;
const DEFAULT_LOGS_EVERY_MS = 600_000;
const DAY_MS = 86_400_000;
/** Farther apart than this many intervals, there were samples in between. */
const MISSED_INTERVALS = 1.5;

export interface Gathered {
  observations: Observation[];
  /** Samples and analyses that are new, and files that could not be read. */
  samples: number;
  problems: string[];
}

/** Everything in the workspace that is new to the rules since the memory was written. The memory is changed. */
export function gather(
  at: Layout,
  alerts: ReadonlyMap<string, Alert>,
  memory: Memory,
  policy: Policy,
  now: number,
): Gathered {
  const found: Gathered = { observations: [], samples: 0, problems: [] };
  const rules = rulesByMetric(policy.rules.values());
  const sample = newSample(at, memory, found);
  if (sample !== null) {
    found.observations.push(...missedSamples(at, sample, rules));
    ofSample(sample, alerts, memory, policy, rules, found);
  }
  const insights = newInsights(at, memory, found);
  if (insights !== null) ofLogs(insights, alerts, rules, found);
  const newest = newestSample(memory);
  const workspace = readingsOfWorkspace(at, now, newest);
  const moment: Moment = { at: now, everyMs: null };
  const observed = observationsOf(workspace, rules, moment);
  found.observations.push(...observed);
  if (workspace.some(({ metric }) => metric === 'agent_failed'))
    found.observations.push(
      ...unlisted(['agent_failed', 'agent_failures_in_a_row'], alerts.values(), observed, moment),
    );
  return found;
}

function newestSample({ read }: Memory): { at: number; everyMs: number } | null {
  const time = Date.parse(read.sampleAt ?? '');
  return Number.isNaN(time) ? null : { at: time, everyMs: Number(read.sampleEveryMs ?? DEFAULT_EVERY_MS) };
}

/** Reads a file only when it is another one than last time. */
function readNew<T>(path: string, name: string, memory: Memory, found: Gathered): T | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const mark = `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  if (memory.read[name] === mark) return null;
  const read = readJson(path);
  memory.read[name] = mark;
  if (read.state === 'unreadable') found.problems.push(`${path} ${read.reason}`);
  return read.state === 'read' ? (read.value as T) : null;
}

interface NewSample {
  sample: Sample;
  moment: Moment & { everyMs: number };
  /** The one before that was seen; null: none was. */
  before: number | null;
}

function newSample(at: Layout, memory: Memory, found: Gathered): NewSample | null {
  const sample = readNew<Sample>(at.latestMetrics, 'sample', memory, found);
  if (sample === null) return null;
  const time = Date.parse(sample.at);
  const isSample = sample.version === 1 && Array.isArray(sample.disks) && Array.isArray(sample.healthChecks);
  if (!isSample || Number.isNaN(time)) {
    found.problems.push(`${at.latestMetrics} is no sample of version 1`);
    return null;
  }
  const before = newestSample(memory)?.at ?? null;
  if (before !== null && time <= before) return null;
  const everyMs = sample.intervalSeconds === null ? DEFAULT_EVERY_MS : sample.intervalSeconds * 1_000;
  memory.read.sampleAt = sample.at;
  memory.read.sampleEveryMs = String(everyMs);
  return { sample, moment: { at: time, everyMs }, before };
}

/** Samples that came and were replaced while nobody evaluated them are in the history. */
function missedSamples(at: Layout, { moment, before }: NewSample, rules: RulesByMetric): Observation[] {
  const { at: to, everyMs } = moment;
  if (before === null || to - before < MISSED_INTERVALS * everyMs || to - before > DAY_MS) return [];
  const wanted = (series: string) => rules.has(parseSeries(series).metric);
  const { table } = readSamples(at, { from: before + 1, to: to - 1, wanted });
  const names = [...table.columns.keys()].map((series) => ({ series, ...parseSeries(series) }));
  return table.times.flatMap((time, index) => {
    const readings = names.map(
      ({ series, metric, resource }): Reading => ({
        metric,
        resource,
        value: table.columns.get(series)?.[index] ?? null,
      }),
    );
    return observationsOf(readings, rules, { at: time, everyMs });
  });
}

function ofSample(
  { sample, moment }: NewSample,
  alerts: ReadonlyMap<string, Alert>,
  memory: Memory,
  policy: Policy,
  rules: RulesByMetric,
  found: Gathered,
): void {
  const writable = new Set(memory.writable);
  const readings = readingsOf(sample, writable);
  memory.writable = [...writable].sort();
  const observed = observationsOf(readings, rules, moment);
  found.observations.push(...observed, ...absencesOf(readings, policy.rules.values(), moment));
  found.observations.push(...unlisted(listedMetrics(sample), alerts.values(), observed, moment));
  found.samples += 1;
}

function newInsights(at: Layout, memory: Memory, found: Gathered): Insights | null {
  const insights = readNew<Insights>(join(at.analysis, 'latest.json'), 'insights', memory, found);
  const isWhole = insights?.version === 1 && Array.isArray(insights.findings) && !Number.isNaN(Date.parse(insights.at));
  return isWhole ? insights : null;
}

function ofLogs(insights: Insights, alerts: ReadonlyMap<string, Alert>, rules: RulesByMetric, found: Gathered): void {
  const time = Date.parse(insights.at);
  const since = insights.since === null ? time - DEFAULT_LOGS_EVERY_MS : Date.parse(insights.since);
  // Asked for by hand a minute after the last run, the next one is still due when the schedule says.
  const moment: Moment = { at: time, everyMs: Math.max(DEFAULT_LOGS_EVERY_MS, time - since) };
  const observed = observationsOf(readingsOfLogs(insights), rules, moment);
  found.observations.push(...observed, ...unlisted(['log_finding_level'], alerts.values(), observed, moment));
  found.samples += 1;
}
