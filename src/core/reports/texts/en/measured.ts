import { formatBytes, formatNumber, formatPercent } from '../../render/format.ts';
import type { MeasuredTexts } from '../texts.ts';
import { count } from './words.ts';

/** What samples and health checks tell. */
export const measured: MeasuredTexts = {
  overview: {
    uptime: 'Uptime at the end',
    restarts: 'Restarts of the machine',
    measured: 'Measured',
    samples: (samples, every, percent, gaps) =>
      `${percent} of the period: ${count(samples, 'sample')}, ${every === null ? '' : `one every ${every}, `}${gaps === 0 ? 'no gap' : count(gaps, 'gap')}`,
    network: 'Network',
    traffic: (received, sent) => `${formatBytes(received)} received, ${formatBytes(sent)} sent`,
    incidents: 'Incidents',
    incidentCounts: (opened, resolved, open) =>
      opened + resolved + open === 0
        ? 'none'
        : `${formatNumber(opened)} opened, ${formatNumber(resolved)} resolved, ${open === 0 ? 'none' : formatNumber(open)} open at the end`,
    alerts: 'Alerts',
    alertCounts: (fired, bySeverity, open) =>
      `${fired === 0 ? 'none fired' : `${formatNumber(fired)} fired (${bySeverity})`}${open === 0 ? '' : `, ${formatNumber(open)} still firing at the end`}`,
    news: 'Messages about ops itself',
    newsCounts: (told, bySeverity) => `${formatNumber(told)} (${bySeverity})`,
    agents: 'Runs of agents',
    runs: (runs, failed) =>
      runs === 0 ? 'none' : `${count(runs, 'run')}, ${failed === 0 ? 'none failed' : `${formatNumber(failed)} failed`}`,
    logs: 'Logs',
    logCounts: (lines, errors, warnings) =>
      `${count(lines, 'line')}, ${errors === 0 ? 'no errors' : count(errors, 'error')}, ${warnings === 0 ? 'no warnings' : count(warnings, 'warning')}`,
    notAnalysed: 'not analysed in this period',
  },
  resources: {
    names: {
      cpu: 'CPU',
      cpuWait: 'CPU waiting for disks',
      cpuSteal: 'CPU taken by the host',
      load: 'Load (1 minute)',
      memory: 'Memory',
      swap: 'Swap',
      pressureCpu: 'Waiting for CPU',
      pressureMemory: 'Waiting for memory',
      pressureIo: 'Waiting for disks',
      disk: 'Disk',
      inodes: 'Inodes',
      diskBusy: 'Disk busy',
      receive: 'Received',
      transmit: 'Sent',
    },
    head: ['Reading', 'Mean', 'p95', 'Highest', 'at', 'Change', 'Median', 'Lowest', 'Course'],
    none: 'Nothing was measured in this period.',
    points: 'pp',
    note: {
      daily: (change) => `${change}Course: one bar an hour; · is no data. p95: 95% of the samples were at most this.`,
      weekly: (change) =>
        `${change}Course: one bar every six hours; · is no data. p95: 95% of the samples were at most this.`,
      monthly: (change) => `${change}Course: one bar a day; · is no data. p95: 95% of the samples were at most this.`,
    },
    change: {
      daily: (whole) =>
        `Change: mean against the ${whole ? 'day before' : 'same hours of the day before'}, in percentage points (pp) where it is a share. `,
      weekly: (whole) =>
        `Change: mean against the ${whole ? 'week before' : 'same days of the week before'}, in percentage points (pp) where it is a share. `,
      monthly: (whole) =>
        `Change: mean against the ${whole ? 'month before' : 'same days of the month before'}, in percentage points (pp) where it is a share. `,
    },
    noChange: 'No change is told: less than half of the period before was measured. ',
    above: (name, limit, length) => [name, `: above ${limit} for ${length}`],
  },
  charts: {
    cpu: 'CPU',
    memory: 'Memory',
    load: 'Load',
    disks: 'Disks',
    network: 'Network',
    errors: 'Errors in the logs per minute',
    receive: 'received',
    transmit: 'sent',
    gap: 'no data',
    thresholds: (limits) => `threshold ${limits}`,
    highest: (value, time) => `highest ${value} at ${time}`,
    describe: (title, low, high) => `${title}: from ${low} to ${high}`,
  },
  days: {
    head: [
      'Day',
      'Measured',
      'CPU mean',
      'highest',
      'Memory mean',
      'highest',
      'Log errors',
      'Alerts',
      'Incidents',
      'Fullest disk',
    ],
  },
  gaps: {
    none: 'None: samples came throughout.',
    all: 'No data for the whole period.',
    gap: (from, to, length) => `no data for ${from} to ${to} (${length})`,
    causes: {
      restarted: 'the machine restarted in it',
      running: 'the machine ran on; nobody measured',
      beginning: 'nothing had been measured before',
      unknown: 'why is not known',
    },
    damaged: 'its samples cannot be read',
    missing: (samples, of) => ` was missing in ${formatNumber(samples)} of ${count(of, 'sample')}`,
    more: (more) => `and ${formatNumber(more)} more`,
    hours: (time) =>
      `Up to ${time} only hours are kept, no single samples: percentiles, the minute of a peak and the time above a threshold are near, not exact.`,
  },
  availability: {
    machine: 'The machine',
    throughout: (since) => `ran throughout${since === null ? '' : ` since ${since}, when measuring began`}`,
    known: (percent, down, since) =>
      `known to have run for at least ${percent} of the time${since === null ? '' : ` since ${since}`}; down for at most ${down}`,
    target: 'Target',
    targetAllows: (percent, down) => `${percent}: at most ${down} of downtime in this period`,
    machineTarget: (met) => (met ? ', target met' : ', so the target is not proven'),
    watching: 'Measured',
    orchestrator: 'The orchestrator',
    beats: (beats, skipped, missed) =>
      `${count(beats, 'heartbeat')}${skipped === 0 ? '' : `, ${formatNumber(skipped)} skipped`}, ${missed === 0 ? 'none missed' : `${formatNumber(missed)} missed`}`,
    noBeats: 'no heartbeat in this period or before',
    silence: (from, to, length) => `Longest time without a heartbeat: ${length}, ${from} to ${to}`,
    noChecks: 'No health checks have stored results in this period.',
    head: (target) => ['Check', 'Available', `Target ${target}`, 'Down', 'Mean time', 'p95', 'Slowest', 'Results'],
    met: 'met',
    missed: 'missed',
    failing: 'failing at the end',
    note: (percent) => `Judged by what was measured: ${percent} of the period.`,
  },
  capacity: {
    none: 'Unknown: nothing was measured in this period.',
    head: ['What', 'Now', 'In use', 'A day', 'Full in', 'Observed'],
    names: { disk: 'Disk', inodes: 'Inodes', memory: 'Memory' },
    size: (used, total) => `${formatBytes(used)} of ${formatBytes(total)}`,
    days: (days) =>
      days < 1 ? 'less than a day' : days > 365 ? 'more than a year' : `about ${count(Math.round(days), 'day')}`,
    range: (from, to) => ` (${Math.round(from)} to ${to === null ? 'never' : Math.round(to)})`,
    state: {
      steady: 'steady',
      shrinking: 'is emptying',
      unknown: 'needs a day of data',
      filling: 'not within two years',
      grows: 'grows',
    },
    note: 'By the median growth of all pairs of samples in the time observed; in brackets the days by the growth of the middle half of them.',
    utilisation: (name, p95, mean, max) =>
      `${name}: 95% of the time at most ${formatPercent(p95)}, mean ${formatPercent(mean)}, highest ${formatPercent(max)}.`,
    noCost: 'No prices are known here, so this is the use of what is there, not its cost.',
  },
};
