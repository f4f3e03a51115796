import type { CommandSpec } from '../command.ts';

export const systemCommands: readonly CommandSpec[] = [
  {
    path: 'status',
    reads: true,
    summary: 'How the orchestrator, its agents and the machine stand',
    options: [
      ['--exit-code', 'exit 0 ok, 1 warning, 2 critical, 3 unknown'],
      ['--deep', 'also every session, and whether the orchestrator answers a message'],
      ['--timeout <ms>', 'with --deep: how long it may take to answer', '10000'],
      ['--all', 'everything, to put into a report of a fault: --deep, versions, and what "ops doctor" finds'],
    ],
    examples: ['ops status', 'ops status --json | jq .health', 'ops status --deep --timeout 2000'],
    load: () => import('./status.ts'),
  },
  {
    path: 'health',
    reads: true,
    summary: 'One line for monitoring: exit 0 ok, 1 warning, 2 critical, 3 unknown',
    examples: ['ops health && echo fine'],
    load: () => import('./health.ts'),
  },
  {
    path: 'up',
    summary: 'Start the orchestrator where none runs, wait for its first round, and show the status',
    examples: ['ops up'],
    load: () => import('./up.ts'),
  },
  {
    path: 'system event',
    summary: 'Write down something that happened outside: a deployment, an upgrade; alerts are explained with it',
    arguments: [['[text]', 'what happened; - reads standard input']],
    options: [
      ['--text <text>', 'what happened'],
      ['--mode <mode>', 'next-heartbeat or now: beat at once', 'next-heartbeat'],
      ['--by <name>', 'who says so (default: the user)'],
    ],
    examples: ['ops system event "deployed shop 4.2"', 'git log -1 --format=%s | ops system event - --mode now'],
    load: () => import('./event.ts'),
  },
  {
    path: 'system presence',
    reads: true,
    summary: 'Which processes work in this workspace, on which host, and when each last showed itself',
    examples: ['ops system presence', 'ops system presence --json | jq .count'],
    load: () => import('./presence.ts'),
  },
  {
    path: 'system heartbeat last',
    reads: true,
    summary: 'The last heartbeat, with the result of each step',
    examples: ['ops system heartbeat last', 'ops system heartbeat last --jq .status'],
    load: () => import('./heartbeat-last.ts'),
  },
  {
    path: 'system heartbeat now',
    summary: 'Beat now and print what was found',
    examples: ['ops system heartbeat now'],
    load: () => import('./heartbeat-now.ts'),
  },
  {
    path: 'system heartbeat enable',
    summary: 'Beat again as configured',
    examples: ['ops system heartbeat enable'],
    load: () => import('./heartbeat-enable.ts'),
  },
  {
    path: 'system heartbeat disable',
    summary: 'Do not beat until enabled again; each skipped beat is written down',
    examples: ['ops system heartbeat disable'],
    load: () => import('./heartbeat-disable.ts'),
  },
];
