import { formatNumber } from '../../render/format.ts';
import { listed } from '../shared.ts';
import type { EventTexts } from '../texts.ts';
import { count, times } from './words.ts';

/** What happened: to people, agents, logs and the machine. */
export const events: EventTexts = {
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
    byKind: 'By kind: ',
    before: (opened) => `In the period before: ${opened === 0 ? 'none' : formatNumber(opened)} opened.`,
    fileTime: 'The time of an incident marked * is that of its file.',
  },
  alarms: {
    noAlerts: 'No alert fired.',
    alertHead: ['Alert', 'Severity', 'Times', 'Last began', 'Fired for', 'At the end'],
    firing: 'firing',
    takenOver: (name) => `, taken over by ${name}`,
    over: 'over',
    told: 'Messages about ops itself:',
    head: ['About', 'Severity', 'Times', 'First', 'Last', 'Last text'],
    delivered: (delivered, channels, median, slowest) =>
      `${count(delivered, 'message')} confirmed by a channel (${channels})${
        median === null || slowest === null
          ? ''
          : median === slowest
            ? `, within ${slowest}`
            : `, half of them within ${median}, the slowest after ${slowest}`
      }.`,
    notDelivered: 'No channel confirmed a message in this period.',
    givenUp: (messages) => `${count(messages, 'message')} given up, nobody received ${messages === 1 ? 'it' : 'them'}:`,
    failure: (time, title, reason) => [`${time}: `, title, `: ${reason}`],
    before: (alerts, told) =>
      alerts + told === 0
        ? 'In the period before: none.'
        : `In the period before: ${listed([
            [alerts, count(alerts, 'alert')],
            [told, count(told, 'message about ops itself', 'messages about ops itself')],
          ])}.`,
  },
  patterns: {
    kinds: { alert: 'alert', incident: 'incident', news: 'message about ops itself', playbook: 'playbook' },
    item: (kind, name, often, days, when) => [
      `${kind} `,
      ...name,
      `: ${times(often)} on ${count(days, 'day')}${when === '' ? '' : `, mostly ${when}`}`,
    ],
    on: ' on ',
    when: (weekday, hour) =>
      [weekday === null ? '' : `on ${weekday}s`, hour === null ? '' : `between ${hour}:00 and ${hour + 1}:00`]
        .filter((part) => part !== '')
        .join(' '),
  },
  healing: {
    none: 'No playbook ran.',
    runs: (runs, verified, percent, mean) =>
      `${count(runs, 'run')} of playbooks: ${verified} helped (${percent})${runs === verified ? '' : `, ${runs - verified} did not`}${mean === null ? '' : `; mean time to repair ${mean}`}.`,
    asked: (asked, allowed, denied, expired) => {
      const answers = listed([
        [allowed, `${formatNumber(allowed)} allowed`],
        [denied, `${formatNumber(denied)} denied`],
        [expired, `${formatNumber(expired)} not answered in time`],
      ]);
      return `A person was asked ${times(asked)}${answers === '' ? '' : `: ${answers}`}.`;
    },
    head: ['Playbook', 'On', 'Runs', 'Helped', 'Failed', 'Time to repair', 'Last failure'],
    agents: (recovered, failures, mean) =>
      failures === 0
        ? 'No agent failed, so none had to be restarted.'
        : `Agents failed ${times(failures)} and ${recovered === 0 ? 'did not run well again by themselves' : `ran well again by themselves${recovered === failures ? '' : ` ${times(recovered)}`}${mean === null ? '' : `, ${mean} later on average`}`}.`,
  },
  agents: {
    none: 'No agent ended a run.',
    head: ['Agent', 'Runs', 'Well', 'Failed', 'Stopped', 'Median time', 'p95', 'Last failure'],
    seconds: (value) => `${value} s`,
    failure: (time, reason) => `${time}: ${reason}`,
  },
  logs: {
    none: 'No analysis of the logs lies in this period, so nothing is known about them.',
    summary: (analyses, lines, errors, warnings) =>
      `${count(analyses, 'analysis', 'analyses')}: ${count(lines, 'line')}, ${count(errors, 'error')}, ${count(warnings, 'warning')}.`,
    before: (errors) => `In the period before: ${count(errors, 'error')}.`,
    peak: (rate, time) => `Most errors within a minute: ${formatNumber(rate, 1)} at ${time}.`,
    firstRead: (lines) =>
      `The first analysis read whole files: ${count(lines, 'line')}, of which some may be older than this period.`,
    head: ['Times', 'Level', 'Message', 'First', 'Last'],
    messages: 'Most frequent messages (each analysis keeps only its most frequent ones, so counts are at least these)',
    fresh: 'Not seen in the period before',
    findings: 'Found by the analyses',
    finding: (level, kind, often) => `${level}, ${kind}, ${times(often)}: `,
    moreNotes: 'and more notes: `ops logs new`',
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
    levels: {},
    noLevel: 'none',
    sources: 'Sources that could not be read',
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
        [boots, count(boots, 'restart of the machine', 'restarts of the machine')],
      ])}.`,
    head: ['When', 'What', 'Name', 'Change'],
    kinds: { package: 'package', unit: 'unit', file: 'file', boot: 'machine' },
    what: { added: 'added', removed: 'removed', changed: 'changed' },
    restarted: 'restarted',
    found: (time) => `by ${time}`,
    blind: (kind, reason) => `Not seen: ${kind} (${reason}).`,
    more: (more) => `and ${formatNumber(more)} more`,
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
    lines: (lines) => ` (${formatNumber(lines)})`,
  },
  data: {
    metrics: 'Samples',
    analysis: 'Log analyses',
    incidents: 'Incidents',
    runs: 'Runs',
    beats: 'Heartbeats',
    alarms: 'Messages about ops itself',
    alerts: 'Alerts',
    deliveries: 'Deliveries',
    audit: 'Healing',
    json: 'This report as JSON',
  },
};
