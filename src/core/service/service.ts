import { createHash } from 'node:crypto';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE_NAME } from '../files/layout.ts';
import { mainSessionId, ORCHESTRATOR } from '../sessions/names.ts';
import { programPath } from '../sessions/program.ts';
import type { Definition, Service } from './definition.ts';
import { launchdPlist } from './launchd-plist.ts';
import { systemdUnit } from './systemd-unit.ts';

/** Set in the definition, so that the orchestrator's process can be told by its environment from the first moment on. */
export function environmentOf(service: Service): readonly (readonly [name: string, value: string])[] {
  return [
    ['OPS_WORKSPACE', service.root],
    ['OPS_SESSION_ID', mainSessionId(ORCHESTRATOR)],
    ['PATH', service.searchPath],
  ];
}

/** The foreground entry. Under launchd it waits where another orchestrator owns the workspace: launchd knows no exit code to stop at. */
export function commandOf(service: Service): string[] {
  const words = [service.node, service.program, 'daemon', 'run', '--workspace', service.root];
  return service.kind === 'launchd' ? [...words, '--wait'] : words;
}

/** One service a workspace: the usual one has the plain name, others a part of their path's checksum. */
export function serviceName(root: string, home: string = homedir()): string {
  if (root === join(home, WORKSPACE_NAME)) return WORKSPACE_NAME;
  return `${WORKSPACE_NAME}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
}

export interface ServiceOptions {
  system?: boolean;
  hardened?: boolean;
  platform?: NodeJS.Platform;
}

/** The service of a workspace with this program and this node. */
export function serviceOf(root: string, options: ServiceOptions = {}): Service {
  const platform = options.platform ?? process.platform;
  return {
    kind: platform === 'darwin' ? 'launchd' : 'systemd',
    name: serviceName(root),
    root,
    node: process.execPath,
    program: programPath(),
    system: options.system ?? false,
    user: userInfo().username,
    searchPath: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    hardened: options.hardened ?? false,
  };
}

/** The first line of every definition that this program wrote; another one is never written over. */
export const MARK = 'Made by ops daemon install';

export function definitionText(service: Service): string {
  const label = launchdLabel(service);
  const definition: Definition = {
    command: commandOf(service),
    environment: environmentOf(service),
    mark: MARK,
    label,
  };
  return service.kind === 'launchd' ? launchdPlist(service, definition) : systemdUnit(service, definition);
}

/** Where the service manager looks for the definition. */
export function definitionPath(service: Service, env: NodeJS.ProcessEnv = process.env): string {
  const { kind, name, system } = service;
  if (kind === 'launchd') {
    const folder = system ? '/Library/LaunchDaemons' : join(homedir(), 'Library', 'LaunchAgents');
    return join(folder, `${launchdLabel(service)}.plist`);
  }
  if (system) return join('/etc/systemd/system', `${name}.service`);
  const config = env.XDG_CONFIG_HOME;
  const folder = config?.startsWith('/') === true ? config : join(homedir(), '.config');
  return join(folder, 'systemd', 'user', `${name}.service`);
}

export function launchdLabel({ name }: Service): string {
  return `local.${name}`;
}
