import type { Finding, FindingCode } from '../../report.ts';
import type { AlertLine } from '../../report-events.ts';
import type { Above, Forecast, Resource } from '../../report-parts.ts';
import type { ReportKind } from '../../time/period.ts';
import { finding, type Rule } from './finding.ts';

/** Below this a day has holes in which anything may have happened. */
const GOOD_COVERAGE_PERCENT = 95;
const ENOUGH_COVERAGE_PERCENT = 50;
/** One sample is a moment, not a day. */
const FEWEST_TO_JUDGE = 3;
/** One sample above the threshold is a spike; a person is told of what lasted. Of a disk one sample is enough. */
const LASTING_SECONDS: Readonly<Record<string, number>> = { cpu: 300, memory: 180 };
const HIGH_CODES: Readonly<Record<string, FindingCode>> = {
  cpu: 'cpuHigh',
  memory: 'memoryHigh',
  disk: 'diskHigh',
  inodes: 'inodesHigh',
};
/** Alerts about the same, whose evidence tells more. */
const ALERT_NAMES: Readonly<Record<string, string>> = { cpu: 'cpu_usage', memory: 'memory_usage' };
const FULL_SOON_DAYS = { critical: 1, warning: 14 };
/** A longer report plans further ahead. */
const FULL_LATER_DAYS: Readonly<Record<ReportKind, number>> = { daily: 0, weekly: 60, monthly: 90 };
/** A leak shows as steady growth; half a percent a day is within what caches and traffic do. */
const MEMORY_GROWTH_PER_DAY = 1;
const LEAK_PAST_HOURS = 72;

/** What samples and health checks say, in the order in which it is told within one level. */
export const MEASURED_RULES: readonly Rule[] = [
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
  ({ resources, alarms }) => resources.flatMap((resource) => highReading(resource, alarms.alerts.list)),
  ({ capacity, kind }) => capacity.flatMap((forecast) => fillsUp(forecast, kind)),
  ({ machine: { outOfMemoryKills: value, outOfMemoryAt: at } }) =>
    value !== null && value > 0 ? [finding('outOfMemory', 'critical', { value, at })] : [],
  ({ machine: { failedUnits: value } }) =>
    value !== null && value > 0 ? [finding('unitsFailed', 'warning', { value })] : [],
  ({ checks, target }) =>
    checks.flatMap(({ name, failingAtEnd, percent, downSeconds, meetsTarget }) => {
      const drawn = { subject: name, value: percent, limit: target.percent, seconds: downSeconds };
      if (failingAtEnd) return [finding('checkFailing', 'critical', drawn)];
      return percent < 100 ? [finding('checkFailed', meetsTarget ? 'info' : 'warning', drawn)] : [];
    }),
  ({ machine }) => machine.restarts.map(({ at }) => finding('restarted', 'info', { at })),
  ({ coverage }) =>
    coverage.missing.map(({ reading: subject, samples: value, of: limit }) =>
      finding('readingMissing', value === limit ? 'unknown' : 'warning', { subject, value, limit }),
    ),
  ({ kind, resources, coverage }) => {
    const cpu = resources.find(({ id }) => id === 'cpu');
    const idle = kind === 'monthly' && cpu !== undefined && cpu.p95 < 10 && coverage.percent > GOOD_COVERAGE_PERCENT;
    return idle ? [finding('cpuIdle', 'info', { value: cpu.p95 })] : [];
  },
];

function highReading({ id, subject, above, last, max, maxAt }: Resource, alerts: readonly AlertLine[]): Finding[] {
  const code = HIGH_CODES[id];
  if (code === undefined || above === null) return [];
  const lasting = LASTING_SECONDS[id];
  const lasted = ({ limit, longestSeconds }: Above) =>
    lasting === undefined ? max > limit : longestSeconds >= lasting;
  const over = [above.critical, above.warning].find(lasted);
  if (over === undefined) return [];
  const level = over === above.critical && last > over.limit ? 'critical' : 'warning';
  const alert = alerts.find(({ alertname, times }) => alertname === ALERT_NAMES[id] && times > 0);
  const { limit, seconds } = over;
  return [
    finding(code, level, {
      subject,
      value: max,
      at: maxAt,
      limit,
      seconds,
      reference: alert?.fingerprint.slice(0, 8) ?? null,
    }),
  ];
}

function fillsUp(forecast: Forecast, kind: ReportKind): Finding[] {
  const { resource, subject, state, fullInDays, perDay, observedHours } = forecast;
  if (state !== 'filling') return [];
  if (resource === 'memory') {
    const leaks = perDay !== null && perDay >= MEMORY_GROWTH_PER_DAY && observedHours >= LEAK_PAST_HOURS;
    return leaks ? [finding('memoryGrows', 'warning', { value: perDay })] : [];
  }
  if (fullInDays === null || fullInDays > Math.max(FULL_SOON_DAYS.warning, FULL_LATER_DAYS[kind])) return [];
  const soon = fullInDays <= FULL_SOON_DAYS.warning ? 'warning' : 'info';
  return [
    finding(
      resource === 'inodes' ? 'inodesFillUp' : 'diskFillsUp',
      fullInDays <= FULL_SOON_DAYS.critical ? 'critical' : soon,
      {
        subject,
        value: fullInDays,
      },
    ),
  ];
}
