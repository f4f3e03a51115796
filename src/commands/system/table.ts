import type { CommandSpec } from '../command.ts';

export const systemCommands: readonly CommandSpec[] = [
  {
    path: 'status',
    reads: true,
    summary: 'How the orchestrator, its agents and the machine stand',
    options: [
      ['--exit-code', 'exit 0 ok, 1 warning, 2 critical, 3 unknown'],
      ['--deep', 'with the self-metrics and every session'],
    ],
    examples: ['ops status', 'ops status --json | jq .health'],
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
    path: 'system heartbeat last',
    reads: true,
    summary: 'The last heartbeat, with the result of each step',
    load: () => import('./heartbeat-last.ts'),
  },
  {
    path: 'system heartbeat now',
    summary: 'Beat now and print what was found',
    load: () => import('./heartbeat-now.ts'),
  },
  {
    path: 'system heartbeat enable',
    summary: 'Beat again as configured',
    load: () => import('./heartbeat-enable.ts'),
  },
  {
    path: 'system heartbeat disable',
    summary: 'Do not beat until enabled again; each skipped beat is written down',
    load: () => import('./heartbeat-disable.ts'),
  },
];
