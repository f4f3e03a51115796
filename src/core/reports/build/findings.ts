import type { Thresholds } from '../../config/schema.ts';
import type { Finding, FindingCode, FindingLevel, Report, Verdict } from '../report.ts';
import type { Above, Forecast, Resource } from '../report-parts.ts';

/** What findings are drawn from: the report without them. */
export type Facts = Omit<Report, 'findings' | 'verdict'>;

type Drawn = Partial<Omit<Finding, 'code' | 'level'>>;

function finding(code: FindingCode, level: FindingLevel, drawn: Drawn = {}): Finding {
  return { code, level, subject: null, value: null, limit: null, at: null, ...drawn };
}

/** Below this a day has holes in which anything may have happened. */
const GOOD_COVERAGE_PERCENT = 95;
const ENOUGH_COVERAGE_PERCENT = 50;
/** One sample is a moment, not a day. */
const FEWEST_TO_JUDGE = 3;
/** One sample above the threshold is a spike; a person is told of what lasted. */
const LASTING_SECONDS: Readonly<Record<string, number>> = { cpu: 300, memory: 180, disk: 0, inodes: 0 };
const HIGH_CODES: Readonly<Record<string, FindingCode>> = {
  cpu: 'cpuHigh',
  memory: 'memoryHigh',
  disk: 'diskHigh',
  inodes: 'inodesHigh',
};
const FULL_SOON_DAYS = { critical: 1, warning: 14 };
/** A leak shows as steady growth; half a percent a day is within what caches and traffic do. */
const MEMORY_GROWTH_PER_DAY = 1;
const LEAK_PAST_HOURS = 72;
const RECURRING_TIMES = 3;

/** Every rule, in the order in which its findings are told within one level. */
const RULES: readonly ((facts: Facts, thresholds: Thresholds) => Finding[])[] = [
  ({ coverage }) => {
    if (coverage.samples === 0) return [finding('noData', 'unknown')];
    const { began, percentSince, samples, gaps } = coverage;
    const tooFew = samples < FEWEST_TO_JUDGE;
    const begun =
      began === null ? [] : [finding('justBegun', tooFew ? 'unknown' : 'info', { value: samples, at: began })];
    // Before measuring began there was nothing to be missed.
    if (percentSince >= GOOD_COVERAGE_PERCENT) return begun;
    const level = percentSince < ENOUGH_COVERAGE_PERCENT ? 'unknown' : 'warning';
    const lost = gaps.filter(({ cause }) => cause !== 'beginning').length;
    return [...begun, finding('lowCoverage', level, { value: percentSince, limit: lost })];
  },
  ({ resources }) => resources.flatMap(highReading),
  ({ capacity }) => capacity.flatMap(fillsUp),
  ({ machine }) =>
    machine.outOfMemoryKills !== null && machine.outOfMemoryKills > 0
      ? [finding('outOfMemory', 'critical', { value: machine.outOfMemoryKills })]
      : [],
  ({ machine }) =>
    machine.failedUnits !== null && machine.failedUnits > 0
      ? [finding('unitsFailed', 'warning', { value: machine.failedUnits })]
      : [],
  ({ checks }) =>
    checks.flatMap(({ name, failingAtEnd, percent, downSeconds }) => {
      if (failingAtEnd) return [finding('checkFailing', 'critical', { subject: name, value: percent })];
      return percent < 100
        ? [finding('checkFailed', 'warning', { subject: name, value: percent, limit: downSeconds })]
        : [];
    }),
  ({ incidents }) =>
    incidents.list
      .filter(({ resolvedAt }) => resolvedAt === null)
      .map(({ title, severity, openedAt }) =>
        finding('incidentOpen', severity === 'critical' ? 'critical' : 'warning', { subject: title, at: openedAt }),
      ),
  ({ agents }) =>
    agents.flatMap(({ agentId, failed, runs, failedLast, lastFailure }) => {
      if (failed === 0) return [];
      const drawn = { subject: agentId, value: failed, limit: runs, at: lastFailure?.at ?? null };
      return [failedLast ? finding('agentFails', 'warning', drawn) : finding('agentFailed', 'info', drawn)];
    }),
  ({ watch }) => {
    if (watch.missed === null) return [finding('noBeats', 'unknown')];
    return watch.missed > 0 ? [finding('beatsMissed', 'warning', { value: watch.missed })] : [];
  },
  ({ alarms }) =>
    alarms.alerts.list
      .filter(({ openAtEnd, severity }) => openAtEnd && severity !== 'info')
      .map(({ severity, last, ...alert }) => finding('alertOpen', severity, { subject: nameOf(alert), at: last })),
  ({ alarms }) => {
    const over = alarms.alerts.list.filter(({ severity, openAtEnd }) => severity === 'critical' && !openAtEnd);
    const at = over.map(({ last }) => last).sort();
    return over.length > 0 ? [finding('alertsFired', 'warning', { value: over.length, at: at.at(-1) ?? null })] : [];
  },
  ({ alarms: { deliveries } }) =>
    deliveries.givenUp > 0 ? [finding('notDelivered', 'warning', { value: deliveries.givenUp })] : [],
  ({ alarms }) => {
    const critical = alarms.bySeverity.critical ?? 0;
    const last = alarms.list.filter(({ severity }) => severity === 'critical').map((alarm) => alarm.last);
    return critical > 0 ? [finding('alarmsTold', 'warning', { value: critical, at: last.sort().at(-1) ?? null })] : [];
  },
  ({ alarms }) =>
    alarms.list
      .filter(({ count }) => count >= RECURRING_TIMES)
      .map(({ subject, count, days }) => finding('alarmRecurs', 'info', { subject, value: count, limit: days })),
  ({ alarms }) =>
    alarms.alerts.list
      .filter(({ times }) => times >= RECURRING_TIMES)
      .map(({ times, days, ...alert }) =>
        finding('alarmRecurs', 'info', { subject: nameOf(alert), value: times, limit: days }),
      ),
  ({ logs }, { error_rate_per_min: { warning, critical } }) => {
    const peak = logs.peakErrorsPerMinute;
    if (peak === null || peak <= warning) return [];
    const drawn = { value: peak, limit: peak > critical ? critical : warning, at: logs.peakAt };
    return [finding('errorRate', 'warning', drawn)];
  },
  ({ logs }) =>
    logs.unreadSources.length > 0 ? [finding('logsUnread', 'warning', { value: logs.unreadSources.length })] : [],
  ({ machine }) => machine.restarts.map(({ at }) => finding('restarted', 'info', { at })),
  ({ coverage }) =>
    coverage.missing.map(({ reading, samples, of }) =>
      finding('readingMissing', samples === of ? 'unknown' : 'warning', {
        subject: reading,
        value: samples,
        limit: of,
      }),
    ),
  ({ unread }) => (unread.length > 0 ? [finding('unread', 'warning', { value: unread.length })] : []),
  ({ kind, resources, coverage }) => {
    const cpu = resources.find(({ id }) => id === 'cpu');
    const idle = kind === 'monthly' && cpu !== undefined && cpu.p95 < 10 && coverage.percent > GOOD_COVERAGE_PERCENT;
    return idle ? [finding('cpuIdle', 'info', { value: cpu.p95 })] : [];
  },
];

function nameOf({ title, alertname }: { title: string | null; alertname: string }): string {
  return title ?? alertname;
}

function highReading({ id, subject, above, last, max, maxAt }: Resource): Finding[] {
  const code = HIGH_CODES[id];
  if (code === undefined || above === null) return [];
  const { warning, critical } = above;
  const lasted = ({ seconds, longestSeconds }: Above) => seconds > 0 && longestSeconds >= (LASTING_SECONDS[id] ?? 0);
  const drawn = { subject, value: max, at: maxAt };
  if (lasted(critical)) {
    const level = last > critical.limit ? 'critical' : 'warning';
    return [finding(code, level, { ...drawn, limit: critical.limit })];
  }
  return lasted(warning) ? [finding(code, 'warning', { ...drawn, limit: warning.limit })] : [];
}

function fillsUp({ resource, subject, state, fullInDays, perDay, observedHours }: Forecast): Finding[] {
  if (state !== 'filling') return [];
  if (resource === 'memory') {
    const leaks = perDay !== null && perDay >= MEMORY_GROWTH_PER_DAY && observedHours >= LEAK_PAST_HOURS;
    return leaks ? [finding('memoryGrows', 'warning', { value: perDay })] : [];
  }
  if (fullInDays === null || fullInDays > FULL_SOON_DAYS.warning) return [];
  const level = fullInDays <= FULL_SOON_DAYS.critical ? 'critical' : 'warning';
  return [finding('diskFillsUp', level, { subject, value: fullInDays })];
}

const ORDER: readonly FindingLevel[] = ['critical', 'warning', 'unknown', 'info'];

/** Everything that a person should know, the worst first. */
export function findingsOf(facts: Facts, thresholds: Thresholds): Finding[] {
  const all = RULES.flatMap((rule) => rule(facts, thresholds));
  return ORDER.flatMap((level) => all.filter((found) => found.level === level));
}

/** The worst finding decides. What nobody measured is unknown, and never fine. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const worst = ORDER.find((level) => level !== 'info' && findings.some((found) => found.level === level));
  if (findings.some(({ code }) => code === 'noData')) return worst === 'critical' ? 'critical' : 'unknown';
  return worst === undefined || worst === 'info' ? 'ok' : worst;
}
