import type { CommandSpec, OptionSpec } from '../command.ts';

const SYSTEM: OptionSpec = ['--system', 'the service of the machine, not of the user'];

const verbs: readonly CommandSpec[] = [
  {
    path: 'daemon install',
    summary: 'Install the orchestrator as a service: systemd on Linux, launchd on macOS',
    options: [
      SYSTEM,
      ['--hardened', 'with restrictions that hold for the agents, too: no sudo among them'],
      ['--now', 'start it at once'],
      ['--print', 'only print the definition'],
      ['--force', 'write over a definition that ops did not make'],
    ],
    examples: ['ops daemon install --now', 'ops daemon install --system --print'],
    load: () => import('./install.ts'),
  },
  {
    path: 'daemon uninstall',
    summary: 'Stop the service and remove its definition; agents that run go on',
    options: [SYSTEM],
    examples: ['ops daemon uninstall', 'sudo ops daemon uninstall --system'],
    load: () => import('./uninstall.ts'),
  },
  {
    path: 'daemon start',
    summary: 'Start the service; without one, the orchestrator as a process of its own',
    examples: ['ops daemon start'],
    load: () => import('./start.ts'),
  },
  {
    path: 'daemon stop',
    summary: 'Stop the service and the orchestrator; agents that run go on',
    options: [
      ['--with-agents', 'stop what it started, too'],
      ['--force', 'SIGKILL at once'],
    ],
    examples: ['ops daemon stop', 'ops daemon stop --with-agents'],
    load: () => import('./stop.ts'),
  },
  {
    path: 'daemon restart',
    summary: 'Restart the orchestrator when no scheduled run is under way; exit 2 where one still is after the wait',
    options: [
      ['--wait <seconds>', 'wait so long for scheduled runs', '60'],
      ['--force', 'restart at once; runs that are under way go on'],
    ],
    examples: ['ops daemon restart', 'ops daemon restart --wait 600'],
    load: () => import('./restart.ts'),
  },
  {
    path: 'daemon status',
    reads: true,
    summary: 'The service and the orchestrator as they are now',
    options: [
      ['--require-rpc', 'exit 1 unless the orchestrator answers a message in time'],
      ['--timeout <ms>', 'with --require-rpc: how long it may take', '10000'],
    ],
    isDefault: true,
    examples: ['ops daemon status --require-rpc --timeout 2000'],
    load: () => import('./status.ts'),
  },
  {
    path: 'daemon logs',
    reads: true,
    summary: "Print the end of the orchestrator's own log",
    options: [
      ['--limit <n>', 'so many lines', '80'],
      ['-f, --follow', 'go on printing what comes'],
    ],
    unbounded: true,
    examples: ['ops daemon logs --limit 20', 'ops daemon logs --follow'],
    load: () => import('./logs.ts'),
  },
  {
    path: 'daemon run',
    summary: 'Be the orchestrator in the foreground, as a service manager or a container wants it',
    options: [['--wait', 'where another orchestrator owns the workspace, wait until it has gone; else exit 78']],
    unbounded: true,
    examples: ['ops daemon run'],
    load: () => import('./run.ts'),
  },
];

/** The same verbs under OpenClaw's name for the noun, not listed twice. */
const aliases: readonly CommandSpec[] = verbs.map((spec) => ({
  ...spec,
  path: spec.path.replace('daemon', 'gateway'),
  hidden: true,
}));

export const daemonCommands: readonly CommandSpec[] = [...verbs, ...aliases];
