import { formatBytes, formatNumber, formatPercent } from '../render/format.ts';
import type { Texts } from './texts.ts';

const count = (value: number, one: string, many = `${one}s`) => `${formatNumber(value)} ${value === 1 ? one : many}`;

/** Only what there is: nobody reads `0 units`. */
function listed(parts: readonly (readonly [value: number, text: string])[]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([, text]) => text)
    .join(', ');
}

/** `3 days 4 hours`: the two largest units that are not zero. */
function duration(seconds: number): string {
  // From ten minutes on nobody asks for seconds.
  const whole = Math.max(0, seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60);
  const units: [number, string][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3_600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const first = units.findIndex(([value]) => value > 0);
  if (first === -1) return '0 seconds';
  const parts = units.slice(first, first + 2).filter(([value]) => value > 0);
  return parts.map(([value, name]) => count(value, name)).join(' ');
}

export const en: Texts = {
  language: 'en',
  duration,
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  title: {
    daily: (name) => `Daily operations report ${name}`,
    weekly: (name) => `Weekly operations report ${name}`,
    monthly: (name) => `Monthly operations report ${name}`,
  },
  covers: (from, to) => `${from} to ${to}`,
  day: (day, weekday) => `${day} (${weekday})`,
  soFar: (time) => `not over yet: data up to ${time}`,
  levels: { ok: 'ok', warning: 'warning', critical: 'critical', unknown: 'unknown', info: 'note' },
  verdict: {
    ok: 'Nothing needs attention',
    warning: 'Something needs attention',
    critical: 'Something is seriously wrong',
    unknown: 'Too little was measured to judge',
  },
  lead: {
    noData: 'No data: not one sample was taken in this period, so nothing can be said about the machine.',
    findings: (critical, warning, unknown) =>
      [
        critical > 0 ? `${critical} critical` : '',
        warning > 0 ? count(warning, 'warning') : '',
        unknown > 0 ? `${unknown} unknown` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    ok: (percent) => `Measured for ${percent} of the period; nothing was outside its limits.`,
  },
  none: 'none',
  unknown: 'unknown',
  noComparison: 'nothing to compare with',
  total: (value) => `${value} in total`,
  sections: {
    overview: 'Overview',
    findings: 'Findings and recommendations',
    resources: 'Resource usage',
    days: 'Day by day',
    gaps: 'Gaps in the data',
    availability: 'Availability',
    incidents: 'Incidents',
    alarms: 'Alerts and messages',
    healing: 'Automatic healing',
    agents: 'Agents',
    logs: 'Logs',
    capacity: 'Capacity',
    utilisation: 'Use of what is there',
    changes: 'Changes on the machine',
    unread: 'What could not be read',
    data: 'Detailed data',
  },
  overview: {
    state: 'State',
    uptime: 'Uptime at the end',
    restarts: 'Restarts of the machine',
    measured: 'Measured',
    samples: (samples, every, percent, gaps) =>
      `${percent} of the period: ${count(samples, 'sample')}, ${every === null ? '' : `one every ${every}, `}${gaps === 0 ? 'no gap' : count(gaps, 'gap')}`,
    network: 'Network',
    traffic: (received, sent) => `${formatBytes(received)} received, ${formatBytes(sent)} sent`,
    incidents: 'Incidents',
    incidentCounts: (opened, resolved, open) => `${opened} opened, ${resolved} resolved, ${open} open at the end`,
    alerts: 'Alerts',
    alertCounts: (fired, bySeverity, open) =>
      `${fired === 0 ? 'none fired' : `${formatNumber(fired)} fired (${bySeverity})`}${open === 0 ? '' : `, ${formatNumber(open)} still firing at the end`}`,
    alarms: 'News of ops itself',
    agents: 'Runs of agents',
    runs: (runs, failed) => `${count(runs, 'run')}, ${failed === 0 ? 'none failed' : `${failed} failed`}`,
    logs: 'Logs',
    logCounts: (lines, errors, warnings) =>
      `${count(lines, 'line')}, ${count(errors, 'error')}, ${count(warnings, 'warning')}`,
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
    head: ['Reading', 'Mean', 'Median', '95 %', 'Lowest', 'Highest', 'At', 'Change', 'Course'],
    none: 'Nothing was measured in this period.',
    note: {
      daily: 'Change: mean against the same hours of the day before. Course: one bar an hour; · is no data.',
      weekly: 'Change: mean against the week before. Course: one bar every six hours; · is no data.',
      monthly: 'Change: mean against the month before. Course: one bar a day; · is no data.',
    },
    above: (name, limit, length) => [name, `: above ${limit} for ${length}`],
    threshold: (limit) => `threshold ${limit}`,
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
    gap: 'shaded: no data',
    describe: (title, low, high) => `${title}: from ${low} to ${high}`,
  },
  days: {
    head: [
      'Day',
      'Measured',
      'CPU mean',
      'CPU highest',
      'Memory mean',
      'Memory highest',
      'Fullest disk',
      'Errors',
      'Alarms',
      'Incidents',
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
    missing: (samples, of) => ` was missing in ${samples} of ${count(of, 'sample')}`,
    more: (more) => `and ${more} more`,
    hours: (time) => `Up to ${time} only hours are kept, no single samples: percentiles are near, not exact.`,
  },
  availability: {
    machine: 'The machine',
    known: (percent, down, since) =>
      `known to have run for at least ${percent} of the time${since === null ? '' : ` since ${since}`}${down === null ? '' : `, down for at most ${down}`}`,
    watching: 'Measuring',
    orchestrator: 'The orchestrator',
    beats: (beats, skipped, missed) =>
      `${count(beats, 'heartbeat')}${skipped === 0 ? '' : `, ${skipped} skipped`}, ${missed === 0 ? 'none missed' : `${missed} missed`}`,
    noBeats: 'no heartbeat in this period or before',
    silence: (from, to, length) => `longest time without one: ${length}, ${from} to ${to}`,
    noChecks: 'No health checks have stored results in this period.',
    head: ['Check', 'Available', 'Tries', 'Down', 'Mean', '95 %', 'Slowest'],
    failing: 'failing at the end',
  },
  incidents: {
    none: 'None was open, opened or resolved.',
    head: ['Incident', 'Severity', 'Opened', 'Acknowledged', 'Resolved', 'Took'],
    open: 'open',
    meanTimes: (acknowledge, resolve) =>
      [
        acknowledge === null ? '' : `Mean time to acknowledge: ${acknowledge}.`,
        resolve === null ? '' : `Mean time to resolve: ${resolve}.`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    by: (name) => ` by ${name}`,
    kinds: 'By kind',
    byKind: (kinds) => `By kind: ${kinds}.`,
    before: (opened) => `In the period before: ${opened} opened.`,
    fileTime: 'The time of an incident marked * is that of its file.',
  },
  alarms: {
    noAlerts: 'No alert fired.',
    alertHead: ['Alert', 'Severity', 'Times', 'Last began', 'Fired for', 'At the end'],
    firing: 'firing',
    takenOver: (name) => `, taken over by ${name}`,
    over: 'over',
    none: 'ops told no news of itself.',
    told: 'News of ops itself:',
    head: ['About', 'Severity', 'Times', 'First', 'Last', 'Last text'],
    delivered: (delivered, channels, median, slowest) =>
      `${count(delivered, 'message')} confirmed by a channel (${channels})${median === null ? '' : `, half of them within ${median}, the slowest after ${slowest}`}.`,
    notDelivered: 'No channel confirmed a message in this period.',
    givenUp: (messages) => `${count(messages, 'message')} given up, nobody received ${messages === 1 ? 'it' : 'them'}:`,
    failure: (time, title, reason) => [`${time}: `, title, `: ${reason}`],
    before: (alerts, told) => `In the period before: ${count(alerts, 'alert')}, ${count(told, 'piece')} of news.`,
    recurring: (subject, times, days, hour) => [
      'Comes again and again: ',
      subject,
      `, ${count(times, 'time')} on ${count(days, 'day')}${hour === null ? '' : `, mostly between ${hour}:00 and ${hour + 1}:00`}`,
    ],
  },
  healing: {
    none: 'No playbook ran.',
    runs: (runs, verified, percent, mean) =>
      `${count(runs, 'run')} of playbooks, ${verified} verified (${percent})${mean === null ? '' : `; ${mean} from the beginning to the proof on average`}.`,
    asked: (asked, denied, expired) =>
      `A person was asked ${count(asked, 'time')}; ${denied} denied, ${expired} not answered in time.`,
    head: ['Playbook', 'On', 'Runs', 'Helped', 'Time to repair'],
    recurring: 'comes back: look for its cause',
    agents: (recovered, failures, mean) =>
      failures === 0
        ? 'No agent failed, so none had to be restarted.'
        : `Agents failed ${count(failures, 'time')}; after ${recovered} of these they ran well again without anybody's help${mean === null ? '' : `, ${mean} later on average`}.`,
  },
  agents: {
    none: 'No agent ended a run.',
    head: ['Agent', 'Runs', 'Well', 'Failed', 'Stopped', 'Median', '95 %', 'Last failure'],
    failure: (time, reason) => `${time}: ${reason}`,
  },
  logs: {
    none: 'No analysis of the logs lies in this period, so nothing is known about them.',
    summary: (analyses, lines, errors, warnings) =>
      `${count(analyses, 'analysis', 'analyses')}: ${count(lines, 'line')}, ${count(errors, 'error')}, ${count(warnings, 'warning')}.`,
    change: (percent) => `Errors against the period before: ${percent}.`,
    peak: (rate, time) => `Most errors per minute: ${formatNumber(rate, 1)} at ${time}.`,
    head: ['Times', 'Level', 'Message', 'First', 'Last'],
    messages: 'Most frequent messages (each analysis keeps only its most frequent ones, so counts are at least these)',
    fresh: 'Not seen in the period before',
    findings: 'Found by the analyses',
    finding: (level, kind, times) => `${level}, ${kind}, ${count(times, 'time')}: `,
    kinds: {
      break_in_attempt: 'attempt to break in',
      error_rate: 'many errors',
      failed_login: 'failed logins',
      log_spike: 'far more lines than usual',
      new_template: 'never seen before',
      path_traversal: 'path traversal',
      repeating_error: 'repeated error',
      script_injection: 'script injection',
      spike: 'far more often than usual',
      sql_injection: 'SQL injection',
      unauthorized_access: 'access without permission',
      vanished_template: 'no longer seen',
    },
    noLevel: 'none',
    sources: 'Sources that could not be read',
  },
  capacity: {
    none: 'Unknown: nothing was measured in this period.',
    head: ['What', 'Now', 'A day', 'Full in', 'Observed'],
    names: { disk: 'Disk', inodes: 'Inodes', memory: 'Memory' },
    days: (days) =>
      days < 1 ? 'less than a day' : days > 730 ? 'more than two years' : `about ${count(Math.round(days), 'day')}`,
    range: (from, to) => ` (${Math.round(from)} to ${to === null ? 'never' : Math.round(to)})`,
    state: {
      steady: 'steady',
      shrinking: 'is emptying',
      unknown: 'needs a day of data',
      filling: 'filling',
      grows: 'grows',
    },
    note: 'From the median growth of all pairs of samples of the past weeks; the range is where half of them lie.',
    utilisation: (name, p95, mean, max) =>
      `${name}: 95 % of the time at most ${formatPercent(p95)}, mean ${formatPercent(mean)}, highest ${formatPercent(max)}.`,
    noCost: 'No prices are known here, so this is the use of what is there, not its cost.',
  },
  changes: {
    notWatched:
      'Unknown: no fingerprint of the machine had been taken by then. The reporter takes one at each of its runs.',
    since: (time) => `Watched since ${time}.`,
    none: 'No change of packages, units or configuration files was found.',
    counts: (packages, units, files, boots) =>
      `${listed([
        [packages, count(packages, 'changed package')],
        [units, count(units, 'changed unit')],
        [files, count(files, 'changed file')],
        [boots, count(boots, 'start')],
      ])}.`,
    head: ['When', 'What', 'Name', 'Change'],
    kinds: { package: 'package', unit: 'unit', file: 'file', boot: 'start' },
    what: { added: 'added', removed: 'removed', changed: 'changed' },
    found: (time) => `by ${time}`,
    blind: (kind, reason) => `Not seen: ${kind} (${reason}).`,
    more: (more) => `and ${more} more`,
  },
  unread: {
    reasons: {
      empty: 'is empty',
      notJson: 'is not JSON',
      notOpened: 'cannot be opened',
      wrongShape: 'has not the shape it should have',
      damagedLines: 'has damaged lines',
      damagedSamples: 'holds damaged samples',
    },
    lines: (lines) => ` (${lines})`,
  },
  data: {
    metrics: 'Samples',
    analysis: 'Log analyses',
    incidents: 'Incidents',
    runs: 'Runs',
    beats: 'Heartbeats',
    alarms: 'Notifications',
    alerts: 'Alerts',
    deliveries: 'Deliveries',
    json: 'This report as JSON',
  },
  findings: {
    noData: () => ['No sample was taken in this period.', 'Find out why: look at `ops status` and `ops logs`.'],
    lowCoverage: ({ value, limit }) => [
      `Only ${formatPercent(value ?? 0)} of the time was measured, with ${count(limit ?? 0, 'gap')}.`,
      'See the gaps below; what happened in them is not known.',
    ],
    justBegun: ({ value }, at) => [
      `Measuring began at ${at}${(value ?? 0) < 3 ? `; ${count(value ?? 0, 'sample')} since then is too little to judge` : '; nothing is known of the time before'}.`,
      null,
    ],
    cpuHigh: ({ value, limit }, at) => [
      `CPU usage rose to ${formatPercent(value ?? 0)} (threshold ${limit} %) at ${at}.`,
      'Look at what ran then: `ops metrics top`.',
    ],
    memoryHigh: ({ value, limit }, at) => [
      `Memory usage rose to ${formatPercent(value ?? 0)} (threshold ${limit} %) at ${at}.`,
      'Find the largest processes: `ops metrics top`.',
    ],
    diskHigh: ({ value, limit }, at) => [
      `filled to ${formatPercent(value ?? 0)} (threshold ${limit} %) at ${at}.`,
      'Free space or enlarge it; see the forecast under Capacity.',
    ],
    inodesHigh: ({ value, limit }) => [
      `inodes used to ${formatPercent(value ?? 0)} (threshold ${limit} %).`,
      'Look for folders with very many small files.',
    ],
    diskFillsUp: ({ value }) => [
      (value ?? 0) < 1 ? 'full in less than a day.' : `full in about ${count(Math.round(value ?? 0), 'day')}.`,
      'Find what grows and shorten how long it is kept.',
    ],
    memoryGrows: ({ value }) => [
      `Memory usage grows steadily, by ${formatPercent(value ?? 0)} a day.`,
      'Some process may leak: compare the largest ones of today with those of last week.',
    ],
    outOfMemory: ({ value }) => [
      `The kernel ended ${count(value ?? 0, 'process', 'processes')} for want of memory.`,
      'See the kernel log for which; give it more memory or a limit.',
    ],
    unitsFailed: ({ value }) => [
      `${count(value ?? 0, 'systemd unit')} had failed.`,
      'List them: `systemctl --failed`.',
    ],
    checkFailing: ({ value }) => [
      `the health check fails; ${formatPercent(value ?? 0, 2)} of its tries succeeded.`,
      'Look at the service behind it.',
    ],
    checkFailed: ({ value, limit }) => [
      `the health check failed for ${duration(limit ?? 0)}; ${formatPercent(value ?? 0, 2)} of its tries succeeded.`,
      null,
    ],
    beatsMissed: ({ value }) => [
      `${count(value ?? 0, 'heartbeat')} of the orchestrator did not come.`,
      'It was stopped, or the machine slept: see Availability.',
    ],
    noBeats: () => ['The orchestrator had never beaten by then.', 'Start it: `ops agents spawn ops-orchestrator`.'],
    agentFails: ({ value, limit }, at) => [
      `failed in ${value} of ${count(limit ?? 0, 'run')}, the last one too (${at}).`,
      'Its reason stands under Agents.',
    ],
    agentFailed: ({ value, limit }, at) => [
      `failed in ${value} of ${count(limit ?? 0, 'run')}, last at ${at}; it has run well since.`,
      null,
    ],
    incidentOpen: (_finding, at) => [`open since ${at}.`, 'Resolve it, or note why it stays open.'],
    alarmsTold: ({ value }, at) => [
      `ops told ${count(value ?? 0, 'piece')} of critical news of itself, the last at ${at}.`,
      'They stand under Alerts and messages.',
    ],
    alertOpen: (_finding, at) => [`fires since ${at}.`, 'Look into it: `ops alerts list`.'],
    alertsFired: ({ value }, at) => [
      `${count(value ?? 0, 'critical alert')} came and went, the last began at ${at}.`,
      'They stand under Alerts and messages.',
    ],
    notDelivered: ({ value }) => [
      `${count(value ?? 0, 'message')} could not be delivered and ${value === 1 ? 'was' : 'were'} given up.`,
      'Look at the channels: `ops doctor`, `ops outbox`.',
    ],
    alarmRecurs: ({ value, limit }) => [
      `this came ${count(value ?? 0, 'time')} on ${count(limit ?? 0, 'day')}.`,
      'Look for its cause instead of its symptom.',
    ],
    errorRate: ({ value, limit }, at) => [
      `The logs held ${formatNumber(value ?? 0, 1)} errors per minute at ${at} (threshold ${limit}).`,
      'See the messages under Logs.',
    ],
    logsUnread: ({ value }) => [
      `${count(value ?? 0, 'log source')} could not be read.`,
      'Give ops the right to read them, or take them out of the configuration.',
    ],
    restarted: (_finding, at) => [`The machine started again at ${at}.`, null],
    unread: ({ value }) => [`${count(value ?? 0, 'file')} could not be read as a whole.`, 'They are named at the end.'],
    readingMissing: ({ value, limit }) => [
      `this reading failed in ${value} of ${count(limit ?? 0, 'sample')}.`,
      'The reason stands in metrics/latest.json under `.summary.missing`.',
    ],
    cpuIdle: ({ value }) => [
      `For 95 % of the month the CPU was used to at most ${formatPercent(value ?? 0)}.`,
      'A smaller machine may do.',
    ],
  },
  nothingFound: 'Nothing in the data calls for action.',
  nothingKnown: 'Nothing can be recommended without data.',
};
