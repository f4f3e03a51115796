import { formatNumber, formatPercent } from '../../render/format.ts';
import { biggest, command } from '../shared.ts';
import type { Texts } from '../texts.ts';
import { count, duration, times } from './words.ts';

const explained = (reference: string | null, other: string) =>
  reference === null ? other : `See what ran then: ${command('ops alerts explain', reference)}.`;

export const findings: Texts['findings'] = {
  noData: () => [
    'No sample was taken in this period.',
    'Find out why: `ops status`, then `ops agents show metrics-collector`.',
  ],
  lowCoverage: ({ value, limit }) => [
    `Only ${formatPercent(value ?? 0)} of the time was measured, with ${count(limit ?? 0, 'gap')}.`,
    'What happened in the gaps is not known; they stand under Gaps in the data.',
  ],
  justBegun: ({ value }, at) => [
    `Measuring began at ${at}${(value ?? 0) < 3 ? `; ${count(value ?? 0, 'sample')} since then is too little to judge` : '; nothing is known of the time before'}.`,
    null,
  ],
  cpuHigh: ({ value, limit, seconds, reference }, at) => [
    `CPU usage was above ${limit}% for ${duration(seconds ?? 0)}, highest ${formatPercent(value ?? 0)} at ${at}.`,
    explained(reference, 'See what runs: `ops metrics top --now`.'),
  ],
  memoryHigh: ({ value, limit, seconds, reference }, at) => [
    `Memory usage was above ${limit}% for ${duration(seconds ?? 0)}, highest ${formatPercent(value ?? 0)} at ${at}.`,
    explained(reference, 'Find the largest processes: `ops metrics top --by memory`.'),
  ],
  diskHigh: ({ value, limit, subject }, at) => [
    `filled to ${formatPercent(value ?? 0)} (threshold ${limit}%) at ${at}.`,
    `Find what is large: ${biggest(subject, 'hd2')}.`,
  ],
  inodesHigh: ({ value, limit, subject }) => [
    `inodes used to ${formatPercent(value ?? 0)} (threshold ${limit}%).`,
    `Look for folders with very many small files: ${biggest(subject, ' --inodes -d2')}.`,
  ],
  diskFillsUp: ({ value, subject }) => [
    (value ?? 0) < 1 ? 'full in less than a day.' : `full in about ${count(Math.round(value ?? 0), 'day')}.`,
    `Find what grows and shorten how long it is kept: ${biggest(subject, 'hd2')}.`,
  ],
  inodesFillUp: ({ value, subject }) => [
    (value ?? 0) < 1
      ? 'no inodes left in less than a day.'
      : `no inodes left in about ${count(Math.round(value ?? 0), 'day')}.`,
    `Look for folders with very many small files: ${biggest(subject, ' --inodes -d2')}.`,
  ],
  memoryGrows: ({ value }) => [
    `Memory usage grows steadily, by ${formatPercent(value ?? 0)} of the memory a day.`,
    'Some process may leak. Find the largest: `ops metrics top --by memory`.',
  ],
  outOfMemory: ({ value }, at) => [
    `The kernel ended ${count(value ?? 0, 'process', 'processes')} for want of memory${at === '' ? '' : `, first at ${at}`}.`,
    "See which: `journalctl -k -g 'Killed process'`. Give it more memory or a limit.",
  ],
  unitsFailed: ({ value }) => [`${count(value ?? 0, 'systemd unit')} had failed.`, 'List them: `systemctl --failed`.'],
  checkFailing: ({ value, seconds, subject }) => [
    `the health check failed at the end; available ${formatPercent(value ?? 0, 2)} of the time, down for ${duration(seconds ?? 0)}.`,
    `Ask it now: ${command('ops metrics check', subject)}.`,
  ],
  checkFailed: ({ value, limit, seconds }) => [
    `the health check failed for ${duration(seconds ?? 0)} and is well again; available ${formatPercent(value ?? 0, 2)} of the time (target ${limit}%).`,
    (value ?? 0) < (limit ?? 0) ? 'See what the logs said: `ops logs errors`.' : null,
  ],
  beatsMissed: ({ value }) => [
    `${count(value ?? 0, 'heartbeat')} of the orchestrator did not come.`,
    'It was stopped, or the machine slept: see Availability, and `ops logs`.',
  ],
  noBeats: () => [
    'The orchestrator had never beaten by then.',
    'Start it where it still does not run: `ops agents spawn ops-orchestrator`.',
  ],
  agentFails: ({ value, limit, subject }, at) => [
    `failed in ${formatNumber(value ?? 0)} of ${count(limit ?? 0, 'run')}, the last one too (${at}).`,
    `Its reason stands under Agents; see ${command('ops agents show', subject)}.`,
  ],
  agentFailed: ({ value, limit }, at) => [
    `failed in ${formatNumber(value ?? 0)} of ${count(limit ?? 0, 'run')}, last at ${at}; it has run well since.`,
    null,
  ],
  incidentOpen: ({ reference }, at) => [
    `open since ${at}.`,
    `Read it, then resolve it or note why it stays open: ${command('ops incidents show', reference)}.`,
  ],
  alarmsTold: ({ value }, at) => [
    `ops sent ${count(value ?? 0, 'critical message')} about itself, the last at ${at}.`,
    'See Alerts and messages; whether all is well now: `ops doctor`.',
  ],
  alertOpen: ({ reference }, at) => [`fires since ${at}.`, `See why: ${command('ops alerts explain', reference)}.`],
  alertsFired: ({ value }, at) => [
    `${count(value ?? 0, 'critical alert')} came and went, the last began at ${at}.`,
    'See Alerts and messages.',
  ],
  notDelivered: ({ value }) => [
    `${count(value ?? 0, 'message')} could not be delivered and ${value === 1 ? 'was' : 'were'} given up.`,
    'See why, then try the channels: `ops outbox list --state dead`, `ops channels test`.',
  ],
  playbookFailed: ({ value, limit, subject }) => [
    `did not help in ${formatNumber(value ?? 0)} of ${count(limit ?? 0, 'run')}.`,
    `See why: ${command('ops heal history --playbook', subject)}.`,
  ],
  playbookRecurs: ({ value, limit, subject }) => [
    `ran ${times(value ?? 0)} on ${count(limit ?? 0, 'day')}: what it repairs comes back.`,
    `Look for the cause: ${command('ops heal history --playbook', subject)}.`,
  ],
  alarmRecurs: ({ value, limit }) => [
    `came ${times(value ?? 0)} on ${count(limit ?? 0, 'day')}.`,
    'Look for its cause instead of its symptom; when it comes stands under Recurring patterns.',
  ],
  errorRate: ({ value, limit }, at) => [
    `The logs held ${formatNumber(value ?? 0, 1)} errors per minute up to ${at} (threshold ${limit}).`,
    'See the messages under Logs, and the newest: `ops logs errors`.',
  ],
  newMessages: ({ value }, at) => [
    `an error that the period before did not have, ${times(value ?? 0)}, first at ${at}.`,
    'See what else is new: `ops logs new`.',
  ],
  logsUnread: ({ value }) => [
    `${count(value ?? 0, 'log source')} could not be read.`,
    'Give ops the right to read them, or take them out: `ops config get logs.sources`.',
  ],
  restarted: (_finding, at) => [`The machine started again at ${at}.`, null],
  unread: ({ value }) => [
    `${count(value ?? 0, 'file')} could not be read as a whole.`,
    'They are named at the end; check the workspace: `ops doctor`.',
  ],
  readingMissing: ({ value, limit }) => [
    `this reading failed in ${formatNumber(value ?? 0)} of ${count(limit ?? 0, 'sample')}.`,
    'The reason stands in metrics/latest.json: `ops metrics show`.',
  ],
  cpuIdle: ({ value }) => [
    `For 95% of the month the CPU was used to at most ${formatPercent(value ?? 0)}.`,
    'A smaller machine may do.',
  ],
};
