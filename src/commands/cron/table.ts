import type { CommandSpec, OptionSpec } from '../command.ts';

const WHEN_AND_WHAT: readonly OptionSpec[] = [
  ['--cron <expression>', 'five fields (minute hour day month weekday) or six (seconds first)'],
  ['--tz <zone>', 'time zone of the expression, such as Asia/Seoul'],
  ['--every <duration>', 'again and again: 90s, 10m, 2h, 1d'],
  ['--at <time>', 'once: 2026-12-24T18:00, or 20m from now'],
  ['--command-argv <json>', 'the command as a JSON array, instead of behind --'],
  ['--command-cwd <dir>', 'where it runs'],
  ['--command-env <name=value...>', 'variables of its environment'],
  ['--message <text>', 'send this to a session instead of running a command'],
  ['--session <session>', 'which session gets the message', 'ops-orchestrator'],
  ['--timeout-seconds <n>', 'end a run after so long; 0: never'],
  ['--overlap <how>', 'skip, queue or allow a slot whose run before it is under way'],
  ['--missed <how>', 'run-once or skip slots that were missed'],
  ['--jitter <duration>', 'start up to so long after the slot, always the same for one job'],
  ['--failure-limit <n>', 'disable it after so many failures in a row'],
  ['--name <name>', 'what a person calls it'],
  ['--description <text>', 'what it is for'],
  ['--delete-after-run', 'gone after its first run that ended well'],
];

const JOB: readonly [string, string] = ['<id>', 'the job'];

export const cronCommands: readonly CommandSpec[] = [
  {
    path: 'cron list',
    reads: true,
    summary: 'List jobs: when they run, how they ended',
    isDefault: true,
    options: [['--all', 'disabled ones too']],
    examples: ['ops cron', 'ops cron list --all --json'],
    load: () => import('./list.ts'),
  },
  {
    path: 'cron add',
    takesProgram: true,
    aliases: ['create'],
    summary: 'Add a job; the command stands behind --',
    arguments: [['<id>', 'its name']],
    options: [...WHEN_AND_WHAT, ['--disabled', 'add it switched off']],
    examples: [
      'ops cron add nightly --cron "0 3 * * *" --tz Europe/Berlin -- /usr/local/bin/backup.sh',
      'ops cron add ping --every 10m -- curl -fsS http://127.0.0.1:8080/health',
      'ops cron add later --at 20m --delete-after-run -- touch /tmp/done',
    ],
    load: () => import('./add.ts'),
  },
  {
    path: 'cron edit',
    takesProgram: true,
    summary: 'Change what is named of a job',
    arguments: [JOB],
    options: [...WHEN_AND_WHAT, ['--enable', 'switch it on'], ['--disable', 'switch it off']],
    examples: ['ops cron edit nightly --cron "30 2 * * *"'],
    load: () => import('./edit.ts'),
  },
  {
    path: 'cron show',
    reads: true,
    aliases: ['get'],
    summary: 'One job, whole',
    arguments: [JOB],
    load: () => import('./show.ts'),
  },
  { path: 'cron enable', summary: 'Switch a job on', arguments: [JOB], load: () => import('./enable.ts') },
  {
    path: 'cron disable',
    summary: 'Switch a job off; a run under way goes on',
    arguments: [JOB],
    load: () => import('./disable.ts'),
  },
  { path: 'cron rm', aliases: ['remove'], summary: 'Remove a job', arguments: [JOB], load: () => import('./rm.ts') },
  {
    path: 'cron run',
    summary: 'Run a job now',
    arguments: [JOB],
    options: [
      ['--wait', 'until it has ended; exit 0 when it ended well'],
      ['--wait-timeout <seconds>', 'give up after so long with exit 2', '600'],
    ],
    examples: ['ops cron run nightly --wait'],
    load: () => import('./run.ts'),
  },
  {
    path: 'cron runs',
    reads: true,
    summary: 'How runs ended, the newest first',
    arguments: [['[id]', 'of one job; default: of all']],
    options: [
      ['--limit <n>', 'so many', '50'],
      ['--status <status>', 'all, ok or error', 'all'],
    ],
    examples: ['ops cron runs nightly --status error'],
    load: () => import('./runs.ts'),
  },
  {
    path: 'cron status',
    reads: true,
    summary: 'How many jobs there are, and which is next',
    load: () => import('./status.ts'),
  },
];
