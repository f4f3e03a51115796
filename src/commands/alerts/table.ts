import type { CommandSpec, OptionSpec } from '../command.ts';

const ONE: readonly [string, string] = [
  '<alert>',
  'the beginning of a fingerprint, or the rule where it has one alert only',
];
const SEVERAL: readonly [string, string] = [
  '<alert...>',
  'beginnings of fingerprints, rules with one alert only, or all',
];
const BY: OptionSpec = ['--by <name>', 'who does it; without it the user that runs the command'];
const COMMENT: OptionSpec = ['--comment <text>', 'why; goes into the history and the incident'];
const FROM: OptionSpec = ['--from <time>', 'when it begins; without it now'];
const UNTIL: OptionSpec = ['--until <time>', 'when it ends: 2026-03-01T22:00, by the clock of this machine'];

export const alertCommands: readonly CommandSpec[] = [
  {
    path: 'alerts list',
    reads: true,
    summary: 'List alerts: what is wrong now, and what lies over it',
    isDefault: true,
    options: [
      ['--all', 'pending and resolved ones too'],
      ['--state <state>', 'firing, recovering, pending, stale or resolved ones only'],
      ['--severity <severity>', 'critical, warning or info ones only'],
      ['--limit <n>', 'so many, the most urgent', '100'],
    ],
    examples: ['ops alerts', 'ops alerts list --all', 'ops alerts --json | jq ".alerts[].message"'],
    load: () => import('./list.ts'),
  },
  {
    path: 'alerts show',
    reads: true,
    summary: 'Show one alert and what became of it',
    arguments: [ONE],
    examples: ['ops alerts show 3f2a91c0', 'ops alerts show cpu_usage'],
    load: () => import('./show.ts'),
  },
  {
    path: 'alerts explain',
    reads: true,
    summary: 'Why an alert fired: samples, rule, processes and logs of that moment, what was tried, who was told',
    arguments: [ONE],
    examples: ['ops alerts explain 3f2a91c0', 'ops alerts explain cpu_usage --json'],
    load: () => import('./explain.ts'),
  },
  {
    path: 'alerts ack',
    summary: 'Say that you work on alerts: they are neither repeated nor escalated until they are over',
    arguments: [SEVERAL],
    options: [
      ['--for <duration>', 'told again after so long: 90m, 4h'],
      UNTIL,
      ['--undo', 'take it back'],
      COMMENT,
      BY,
    ],
    examples: ['ops alerts ack 3f2a91c0', 'ops alerts ack cpu_usage --for 2h --comment "batch run"'],
    load: () => import('./ack.ts'),
  },
  {
    path: 'alerts resolve',
    summary: 'Say by hand that alerts are over; one whose condition still holds comes back',
    arguments: [SEVERAL],
    options: [COMMENT, BY],
    examples: ['ops alerts resolve 3f2a91c0 --comment "false alarm of the test system"'],
    load: () => import('./resolve.ts'),
  },
  {
    path: 'alerts silence',
    summary: 'Tell nobody of alerts that match, for a time',
    arguments: [
      ['<matchers...>', 'name=value, name!=value, name=~regex, name!~regex, a rule, or a fingerprint; all must fit'],
    ],
    options: [['--for <duration>', 'how long: 30m, 2h, 1d'], UNTIL, FROM, ['--comment <text>', 'why; needed'], BY],
    examples: [
      'ops alerts silence alertname=disk_usage resource=/data --for 2h --comment "moving old files"',
      'ops alerts silence severity=~"warning|info" source=backup --until 2026-03-01T08:00 --comment "restore test"',
    ],
    load: () => import('./silence.ts'),
  },
  {
    path: 'alerts silences',
    reads: true,
    summary: 'List silences that last or are to come',
    options: [['--all', 'expired ones too']],
    examples: ['ops alerts silences --all'],
    load: () => import('./silences.ts'),
  },
  {
    path: 'alerts unsilence',
    summary: 'End silences now',
    arguments: [['<id...>', 'beginnings of ids, or all']],
    examples: ['ops alerts unsilence 5d1c'],
    load: () => import('./unsilence.ts'),
  },
  {
    path: 'alerts maintenance start',
    summary: 'Announce work: alerts that match are not told meanwhile',
    arguments: [
      ['<name>', 'what is done'],
      ['[matchers...]', 'as for a silence; without one every alert'],
    ],
    options: [
      ['--for <duration>', 'how long'],
      UNTIL,
      FROM,
      ['--cron <schedule>', 'again and again: when it begins, in five fields'],
      ['--zone <zone>', "time zone of the schedule and the times; without it the configuration's time_zone"],
      COMMENT,
      BY,
    ],
    examples: [
      'ops alerts maintenance start "kernel update" --for 1h',
      'ops alerts maintenance start nightly-backup source=rules --cron "0 3 * * *" --for 45m --zone Asia/Seoul',
    ],
    load: () => import('./maintenance-start.ts'),
  },
  {
    path: 'alerts maintenance list',
    reads: true,
    summary: 'List maintenance windows that are open or come again',
    options: [['--all', 'those that are over too']],
    examples: ['ops alerts maintenance list'],
    load: () => import('./maintenance-list.ts'),
  },
  {
    path: 'alerts maintenance end',
    summary: 'End a maintenance window that is open',
    arguments: [['<name>', 'its name, or the beginning of its id']],
    options: [['--remove', 'take it away, also one that comes again']],
    examples: ['ops alerts maintenance end "kernel update"', 'ops alerts maintenance end nightly-backup --remove'],
    load: () => import('./maintenance-end.ts'),
  },
];
