import { iso } from '../gather/clean.ts';
import { inSpan } from '../gather/metrics.ts';
import { intervalOf } from '../measure/gaps.ts';
import type { Report } from '../report.ts';
import { agentsOf } from './agents.ts';
import { alarmsOf } from './alarms.ts';
import { capacityOf } from './capacity.ts';
import { changesOf } from './changes.ts';
import { COURSE_STEP_MS, chartsOf } from './charts.ts';
import { checksOf } from './checks.ts';
import { bootsOf, coverageOf } from './coverage.ts';
import { daysIn } from './days.ts';
import { type Facts, findingsOf, verdictOf } from './findings.ts';
import { healingOf } from './healing.ts';
import { incidentsOf } from './incidents.ts';
import type { Input, Timed } from './input.ts';
import { logsOf } from './logs.ts';
import { machineOf } from './machine.ts';
import { resourcesOf } from './resources.ts';
import { watchOf } from './watch.ts';

/** Makes a report from its input alone: no clock, no file, so that a past one comes out the same on every day. */
export function buildReport(input: Input): Report {
  const { period, span, before, samples, thresholds } = input;
  const table = inSpan(samples, span);
  const intervalMs = intervalOf((table.times.length > 3 ? table : samples).times);
  const boots = bootsOf(samples, input.changes.boots);
  const last = samples.times.findLast((time) => time < span.from) ?? null;
  const watched = { table, span, before: last, intervalMs, boots, noted: input.changes.boots };
  const coverage = coverageOf(watched, input.hoursBefore);
  // Where nobody watched, "none in the period before" would be a guess.
  const first = [samples.times[0], input.beats[0]?.time, input.runs[0]?.time];
  const watchedBefore = first.some((time) => time !== undefined && time < span.from) ? before : null;
  const runs = inside(input.runs, span);
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
    machine: machineOf(watched, coverage),
    resources: resourcesOf({
      table,
      tableBefore: inSpan(samples, before),
      span: period,
      stepMs: COURSE_STEP_MS[period.kind],
      intervalMs,
      thresholds,
    }),
    checks: checksOf(table, intervalMs),
    watch: watchOf(input.beats, span, input.heartbeatIntervalMs),
    incidents: incidentsOf(input.incidents, span, watchedBefore),
    alarms: alarmsOf(input, span, watchedBefore, period.zone),
    healing: healingOf(runs, inside(input.audit, span)),
    agents: agentsOf(runs),
    logs: logsOf(input.analyses, input.analysesBefore),
    capacity: table.times.length === 0 ? [] : capacityOf(input.past),
    changes: changesOf(input.changes, span),
    days: daysIn(input, intervalMs, boots),
    charts: chartsOf(input, table),
    unread: [...input.unread],
  };
  const findings = findingsOf(facts, thresholds);
  return { ...facts, verdict: verdictOf(findings), findings };
}

function inside<T>(entries: readonly Timed<T>[], { from, to }: { from: number; to: number }): Timed<T>[] {
  return entries.filter(({ time }) => time >= from && time < to);
}
