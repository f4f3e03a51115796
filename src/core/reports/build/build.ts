import { iso } from '../gather/clean.ts';
import { inSpan } from '../gather/metrics.ts';
import { intervalOf } from '../measure/gaps.ts';
import type { Report } from '../report.ts';
import type { Incident, Incidents } from '../report-events.ts';
import { agentsOf } from './agents.ts';
import { alarmsOf } from './alarms.ts';
import { changesOf } from './changes.ts';
import { COURSE_STEP_MS, chartsOf } from './charts.ts';
import { checksOf } from './checks.ts';
import { bootsOf, coverageOf } from './coverage.ts';
import { daysIn } from './days.ts';
import { findingsOf, verdictOf } from './findings.ts';
import { healingOf } from './healing.ts';
import { incidentsOf } from './incidents.ts';
import type { Input, Stretch, Timed } from './input.ts';
import { logsOf } from './logs.ts';
import { machineOf } from './machine.ts';
import { patternsOf } from './patterns.ts';
import { resourcesOf } from './resources.ts';
import type { Facts } from './rules/finding.ts';
import { watchOf } from './watch.ts';

/** Makes a report from its input alone: no clock, no file, so that a past one comes out the same on every day. */
export function buildReport(input: Input): Report {
  const { period, span, before, samples, thresholds } = input;
  const table = inSpan(samples, span);
  const intervalMs = intervalOf((table.times.length > 3 ? table : samples).times);
  const boots = bootsOf(samples, input.changes.boots);
  const watched = {
    table,
    span,
    before: input.lastBefore,
    intervalMs,
    boots,
    noted: input.changes.boots,
    unread: input.unread,
  };
  const coverage = coverageOf(watched, input.hoursBefore);
  // Where nobody watched most of the period before, "none in it" and "four times as many" would be a guess.
  const first = [input.earlier.first ?? undefined, input.beats[0]?.time, input.runs[0]?.time];
  const watchedBefore = first.some((time) => reachesBack(time, before)) ? before : null;
  const analysesBefore = reachesBack(input.analysesBefore[0]?.time, before) ? input.analysesBefore : null;
  const runs = inside(input.runs, span);
  const audit = inside(input.audit, span);
  const incidents = incidentsOf(input.incidents, span, watchedBefore);
  const alarms = alarmsOf(input, span, watchedBefore, period.zone);
  const facts: Facts = {
    version: 1,
    kind: period.kind,
    name: period.name,
    host: input.host,
    period: {
      from: iso(span.from),
      to: iso(span.to),
      zone: period.zone,
      firstDay: period.firstDay,
      lastDay: period.lastDay,
      complete: input.complete,
      hours: Math.round((span.to - span.from) / 360_000) / 10,
    },
    coverage,
    target: {
      percent: input.targetPercent,
      downSeconds: Math.round(((span.to - span.from) * (100 - input.targetPercent)) / 100_000),
    },
    machine: machineOf(watched, coverage, input.targetPercent),
    resources: resourcesOf({
      table,
      meansBefore: input.earlier.means,
      span,
      stepMs: COURSE_STEP_MS[period.kind],
      intervalMs,
      thresholds,
    }),
    checks: checksOf(table, intervalMs, input.targetPercent),
    watch: watchOf(input.beats, span, input.heartbeatIntervalMs),
    incidents,
    alarms,
    healing: healingOf(runs, audit),
    agents: agentsOf(runs),
    logs: logsOf(input.analyses, analysesBefore, span),
    capacity: table.times.length === 0 ? [] : [...input.capacity],
    patterns: patternsOf(alarms, openedIn(incidents, span), audit, period.zone),
    changes: changesOf(input.changes, span),
    days: daysIn(input, intervalMs, boots),
    charts: chartsOf(input, table),
    unread: [...input.unread],
  };
  const findings = findingsOf(facts, thresholds);
  return { ...facts, verdict: verdictOf(findings), findings };
}

/** Nine tenths of a stretch lie after this moment at least. */
function reachesBack(time: number | undefined, { from, to }: Stretch): boolean {
  return time !== undefined && time <= from + (to - from) / 10;
}

function openedIn({ list }: Incidents, { from, to }: Stretch): Incident[] {
  return list.filter(({ openedAt }) => Date.parse(openedAt) >= from && Date.parse(openedAt) < to);
}

function inside<T>(entries: readonly Timed<T>[], { from, to }: { from: number; to: number }): Timed<T>[] {
  return entries.filter(({ time }) => time >= from && time < to);
}
