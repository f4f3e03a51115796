import type { CommandSpec } from '../command.ts';

export const agentCommands: readonly CommandSpec[] = [
  {
    path: 'agents list',
    summary: 'List agents: state, schedule, last and next run',
    isDefault: true,
    examples: ['ops agents', 'ops agents list --json'],
    load: () => import('./list.ts'),
  },
  {
    path: 'agents spawn',
    summary: 'Start an agent as a session of its own',
    arguments: [['<id>', 'the agent, or a name for the command behind --']],
    options: [
      ['--task <text>', 'what it should do'],
      ['--label <label>', 'a name to find the session by'],
      ['--cwd <dir>', 'where it runs (default: here)'],
      ['--run-timeout-seconds <n>', 'end it after so long; 0: never', '0'],
      ['--cleanup <how>', 'keep or delete its files when it has ended', 'keep'],
      ['--wait', 'wait for the outcome; exit 0 when it ended well'],
      ['--wait-timeout <seconds>', 'with --wait: give up after so long with exit 2', '600'],
    ],
    examples: [
      'ops agents spawn ops-orchestrator --task "Start ops automation orchestrator"',
      'ops agents spawn metrics-collector --wait',
    ],
    load: () => import('./spawn.ts'),
  },
  {
    path: 'agents stop',
    summary: 'Stop agents; the orchestrator leaves the others running unless --with-agents',
    arguments: [['<id...>', 'agents, or all']],
    options: [
      ['--force', 'SIGKILL at once'],
      ['--with-agents', 'with the orchestrator: stop what it started, too'],
    ],
    examples: ['ops agents stop ops-orchestrator', 'ops agents stop reporter logs-analyzer'],
    load: () => import('./stop.ts'),
  },
  {
    path: 'agents start',
    summary: 'Start agents that were stopped or given up',
    arguments: [['<id...>', 'agents, or all']],
    examples: ['ops agents start reporter'],
    load: () => import('./start.ts'),
  },
  {
    path: 'agents restart',
    summary: 'End what runs of the agents and start them anew',
    arguments: [['<id...>', 'agents, or all']],
    options: [['--force', 'with the orchestrator: SIGKILL at once']],
    examples: ['ops agents restart all', 'ops agents restart metrics-collector'],
    load: () => import('./restart.ts'),
  },
];
