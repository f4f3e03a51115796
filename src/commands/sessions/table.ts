import type { CommandSpec } from '../command.ts';

const NAMED: readonly [string, string] = ['<session>', 'key, agent id, label, or a unique beginning of the run id'];
const SEVERAL: readonly [string, string] = [
  '<session...>',
  'each by key, agent id, label, or a unique beginning of the run id',
];

export const sessionCommands: readonly CommandSpec[] = [
  {
    path: 'sessions list',
    reads: true,
    summary: 'List sessions as they are now',
    isDefault: true,
    options: [
      ['--agent <id>', 'only of this agent'],
      ['--active <minutes>', 'only those that changed within so many minutes'],
      ['--limit <n>', 'so many at most, or "all"', '100'],
      ['--status <status>', 'queued, running, suspended, done, failed, killed, timeout or lost'],
      ['--kind <kind>', 'main, subagent or cron'],
      ['--search <text>', 'key, label or task holds the text'],
      ['--label <label>', 'only with this label'],
      ['--all', 'ended runs too whose files are gone'],
    ],
    examples: [
      'ops sessions list',
      'ops sessions list --status failed --all',
      'ops sessions --json | jq -r ".sessions[].key"',
    ],
    load: () => import('./list.ts'),
  },
  {
    path: 'sessions send',
    summary: 'Send a message to a session and print its reply',
    arguments: [NAMED, ['[message]', 'the text, or - for standard input']],
    options: [
      ['-m, --message <text>', 'the text'],
      ['--message-file <file>', 'read the text from a file (64 KiB at most)'],
      ['--timeout-seconds <n>', 'wait so long for the reply; 0 does not wait', '30'],
      ['--idempotency-key <key>', 'sending again with the same key sends nothing twice'],
      ['--watch', 'then print what happens in the session until it ends'],
    ],
    examples: [
      'ops sessions send ops-orchestrator "Restart all agents"',
      'echo status | ops sessions send ops-orchestrator -',
      'ops sessions send ops-orchestrator heartbeat --timeout-seconds 0',
    ],
    load: () => import('./send.ts'),
  },
  {
    path: 'sessions history',
    reads: true,
    summary: 'What was said in a session, and what happened',
    arguments: [NAMED],
    options: [['--limit <n>', 'so many messages and events, the newest', '50']],
    examples: ['ops sessions history ops-orchestrator --limit 10'],
    load: () => import('./history.ts'),
  },
  {
    path: 'sessions status',
    reads: true,
    summary: 'All that is known of one session, also after it ended',
    arguments: [NAMED],
    examples: ['ops sessions status reporter', 'ops sessions status 3f2a91c0'],
    load: () => import('./status.ts'),
  },
  {
    path: 'sessions tail',
    reads: true,
    summary: "Print the end of a session's output",
    arguments: [NAMED],
    options: [
      ['--tail <n>', 'so many lines', '80'],
      ['-f, --follow', 'go on printing what comes, until the session ends'],
    ],
    unbounded: true,
    examples: ['ops sessions tail ops-orchestrator', 'ops sessions tail reporter --follow'],
    load: () => import('./tail.ts'),
  },
  {
    path: 'sessions wait',
    reads: true,
    summary: 'Wait until a session has ended; exit 0 when it ended well',
    arguments: [NAMED],
    options: [['--timeout-seconds <n>', 'give up after so long with exit 2; 0 waits for ever', '0']],
    examples: ['ops sessions wait reporter --timeout-seconds 60'],
    load: () => import('./wait.ts'),
  },
  {
    path: 'sessions abort',
    summary: 'End running sessions: SIGTERM, after 10 s SIGKILL',
    arguments: [SEVERAL],
    options: [
      ['--force', 'SIGKILL at once'],
      ['--reason <text>', 'kept with the outcome'],
    ],
    examples: ['ops sessions abort reporter'],
    load: () => import('./abort.ts'),
  },
  {
    path: 'sessions delete',
    summary: "Remove ended sessions' files; the run log keeps their outcome",
    arguments: [SEVERAL],
    options: [
      ['--dry-run', 'only say what would be removed'],
      ['--yes', 'do not ask'],
    ],
    examples: ['ops sessions delete 3f2a91c0 --yes'],
    load: () => import('./delete.ts'),
  },
  {
    path: 'sessions cleanup',
    summary: 'Remove ended sessions that are over age or too many, and move unreadable records to quarantine',
    options: [['--dry-run', 'only say what would be done']],
    examples: ['ops sessions cleanup --dry-run'],
    load: () => import('./cleanup.ts'),
  },
];
