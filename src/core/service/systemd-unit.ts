import type { Definition, Service } from './definition.ts';

/** Without a sign of life for so long systemd ends the orchestrator and starts it again. Four times what a reader calls hung. */
export const WATCHDOG_SECONDS = 60;

/** Specifiers are read everywhere in a unit. */
function percent(text: string): string {
  return text.replaceAll('%', '%%');
}

/** A word of a command line: in quotes nothing but these is special, and `$` would name a variable. */
function word(text: string): string {
  const escaped = percent(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** systemd takes no program whose path has a quote, a backslash or a dollar in it; a shell that is given it as an argument does. */
function commandLine(command: readonly string[]): string {
  const isPlain = !/["'\\$]/.test(command[0] ?? '');
  return (isPlain ? command : ['/bin/sh', '-c', 'exec "$0" "$@"', ...command]).map(word).join(' ');
}

function assignment(name: string, value: string): string {
  return `"${percent(`${name}=${value}`).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A path of a list that blanks divide. */
function listed(path: string): string {
  const escaped = percent(path).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return /\s/.test(escaped) ? `"${escaped}"` : escaped;
}

/** Agents inherit what holds for the service, so only what no agent can miss is there without being asked for. */
const HARDENING = [
  '# Asked for with --hardened. All of it holds for the agents, too: none of them can use sudo.',
  'NoNewPrivileges=yes',
  'LockPersonality=yes',
  'RestrictSUIDSGID=yes',
  'RestrictRealtime=yes',
  'SystemCallArchitectures=native',
];
const SYSTEM_HARDENING = ['ProtectKernelModules=yes', 'ProtectControlGroups=yes', 'ProtectHostname=yes'];

/** The unit of a service. A name with a line break cannot be written in one. @throws RangeError */
export function systemdUnit(service: Service, { command, environment, mark }: Definition): string {
  const { root, node, program, system, user, hardened } = service;
  if ([root, node, program, service.searchPath].some((text) => /[\n\r]/.test(text))) {
    throw new RangeError('a path with a line break in it cannot stand in a systemd unit');
  }
  const lines = [
    `# ${mark}. Changes are lost at the next one; put yours into a drop-in: systemctl ${system ? '' : '--user '}edit ${service.name}`,
    '[Unit]',
    `Description=ops orchestrator of ${percent(root)}`,
    ...[root, node, program].map((path) => `RequiresMountsFor=${listed(path)}`),
    '# Said clearly in the status when a node or the program has moved since; ops daemon install puts it right.',
    `AssertPathExists=${percent(node)}`,
    `AssertPathExists=${percent(program)}`,
    '# Never given up: what supervises everything else has nobody to start it by hand.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=notify',
    '# Node cannot speak to the notification socket itself; systemd-notify does, as a child.',
    'NotifyAccess=all',
    `WatchdogSec=${WATCHDOG_SECONDS}`,
    'WatchdogSignal=SIGKILL',
    ...(system ? [`User=${percent(user)}`] : []),
    `WorkingDirectory=${percent(root)}`,
    ...environment.map(([name, value]) => `Environment=${assignment(name, value)}`),
    `ExecStart=${commandLine(command)}`,
    'Restart=always',
    'RestartSec=1',
    '# 78: another orchestrator owns the workspace, or the configuration is wrong. Starting again would not change that.',
    'RestartPreventExitStatus=78',
    '# The agents outlive the orchestrator: the next one takes them over.',
    'KillMode=process',
    'TimeoutStartSec=60',
    'TimeoutStopSec=30',
    '# An agent that runs out of memory must not take the orchestrator with it.',
    'OOMPolicy=continue',
    '# Limits of single agents need a cgroup of their own.',
    'Delegate=yes',
    'UMask=0077',
    'LimitNOFILE=65536',
    ...(hardened ? [...HARDENING, ...(system ? SYSTEM_HARDENING : [])] : []),
    '',
    '[Install]',
    `WantedBy=${system ? 'multi-user.target' : 'default.target'}`,
  ];
  return `${lines.join('\n')}\n`;
}
