import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from './definition.ts';
import { definitionPath, launchdLabel } from './service.ts';

export type Availability = { available: true } | { available: false; reason: string };

/** Whether the manager that a service is made for runs here. A container mostly has none. */
export function managerOf(service: Service, env: NodeJS.ProcessEnv = process.env): Availability {
  if (service.kind === 'launchd') {
    return existsSync('/bin/launchctl') ? { available: true } : no('launchctl is not there');
  }
  if (service.system) {
    return existsSync('/run/systemd/system') ? { available: true } : no('systemd does not run on this machine');
  }
  const runtime = env.XDG_RUNTIME_DIR ?? join('/run/user', String(process.getuid?.() ?? ''));
  if (existsSync(join(runtime, 'systemd'))) return { available: true };
  return no('no systemd of this user runs here (there is none in a container, nor in a shell by su)');
}

function no(reason: string): Availability {
  return { available: false, reason };
}

export interface Ran {
  ok: boolean;
  output: string;
}

/** Longer than TimeoutStartSec of the unit: systemctl waits until it knows how it went. */
const LIMIT_MS = 90_000;

function run(file: string, args: readonly string[], limitMs = LIMIT_MS): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: limitMs, encoding: 'utf8' }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      resolve({ ok: error === null, output: said === '' && error !== null ? error.message : said });
    });
  });
}

function systemctl(service: Service, args: readonly string[]): Promise<Ran> {
  return run('systemctl', [...(service.system ? [] : ['--user']), ...args]);
}

function domain(service: Service): string {
  return service.system ? 'system' : `gui/${process.getuid?.() ?? 0}`;
}

type Verb = 'load' | 'unload' | 'start' | 'stop' | 'restart';

/** What each verb is for each manager: commands that are run one after the other until one fails. */
const COMMANDS: Record<Service['kind'], Record<Verb, (service: Service) => (() => Promise<Ran>)[]>> = {
  systemd: {
    load: (service) => [
      () => systemctl(service, ['daemon-reload']),
      () => systemctl(service, ['enable', `${service.name}.service`]),
    ],
    unload: (service) => [() => systemctl(service, ['disable', '--now', `${service.name}.service`])],
    start: (service) => [
      // A unit that failed with 78 stays failed until somebody says otherwise.
      () => systemctl(service, ['reset-failed', `${service.name}.service`]).then(() => ({ ok: true, output: '' })),
      () => systemctl(service, ['start', `${service.name}.service`]),
    ],
    stop: (service) => [() => systemctl(service, ['stop', `${service.name}.service`])],
    restart: (service) => [() => systemctl(service, ['restart', `${service.name}.service`])],
  },
  launchd: {
    load: () => [],
    unload: (service) => [() => run('launchctl', ['bootout', `${domain(service)}/${launchdLabel(service)}`])],
    start: (service) => [() => run('launchctl', ['bootstrap', domain(service), definitionPath(service)])],
    stop: (service) => [() => run('launchctl', ['bootout', `${domain(service)}/${launchdLabel(service)}`])],
    restart: (service) => [() => run('launchctl', ['kickstart', '-k', `${domain(service)}/${launchdLabel(service)}`])],
  },
};

/** Has the service manager do something; says what it said where that failed. */
export async function control(service: Service, verb: Verb): Promise<Ran> {
  for (const command of COMMANDS[service.kind][verb](service)) {
    const ran = await command();
    if (!ran.ok) return ran;
  }
  return { ok: true, output: '' };
}

/** Makes the manager forget a definition that was removed. */
export async function forget(service: Service): Promise<void> {
  if (service.kind === 'systemd') await systemctl(service, ['daemon-reload']);
}

export interface ServiceState {
  active: boolean;
  enabled: boolean;
  /** In the manager's own words: `active`, `failed`, `activating`. */
  state: string;
  pid: number | null;
  restarts: number | null;
}

const PROPERTIES = ['ActiveState', 'SubState', 'UnitFileState', 'MainPID', 'NRestarts'];

/** What the manager says of a service; null where it cannot be asked or does not know it. */
export async function serviceState(service: Service): Promise<ServiceState | null> {
  if (!managerOf(service).available) return null;
  return service.kind === 'systemd' ? systemdState(service) : launchdState(service);
}

async function systemdState(service: Service): Promise<ServiceState | null> {
  const ran = await systemctl(service, ['show', `${service.name}.service`, `--property=${PROPERTIES.join(',')}`]);
  if (!ran.ok) return null;
  const values = new Map(
    ran.output.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const pid = Number(values.get('MainPID') ?? 0);
  const state = values.get('ActiveState') ?? 'unknown';
  return {
    active: state === 'active' || state === 'activating' || state === 'reloading',
    enabled: values.get('UnitFileState') === 'enabled',
    state: `${state} (${values.get('SubState') ?? 'unknown'})`,
    pid: pid > 0 ? pid : null,
    restarts: values.has('NRestarts') ? Number(values.get('NRestarts')) : null,
  };
}

async function launchdState(service: Service): Promise<ServiceState | null> {
  const ran = await run('launchctl', ['print', `${domain(service)}/${launchdLabel(service)}`]);
  if (!ran.ok) return { active: false, enabled: false, state: 'not loaded', pid: null, restarts: null };
  const pid = /^\s*pid = (\d+)/m.exec(ran.output)?.[1];
  const state = /^\s*state = (.+)$/m.exec(ran.output)?.[1] ?? 'unknown';
  return {
    active: pid !== undefined,
    enabled: true,
    state,
    pid: pid === undefined ? null : Number(pid),
    restarts: null,
  };
}
