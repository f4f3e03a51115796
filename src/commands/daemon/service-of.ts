import { setTimeout as delay } from 'node:timers/promises';
import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { awaitOrchestrator } from '../../core/orchestrator-client.ts';
import type { Service } from '../../core/service/definition.ts';
import { findInstalled, type Installed, missingPrograms } from '../../core/service/installed.ts';
import { type Availability, managerOf, type ServiceState, serviceState } from '../../core/service/manager.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';

export interface Standing {
  installed: Installed | null;
  manager: Availability | null;
  state: ServiceState | null;
}

/** What is known of a workspace's service. */
export async function standingOf(root: string): Promise<Standing> {
  const installed = findInstalled(root);
  if (installed === null) return { installed, manager: null, state: null };
  return { installed, manager: managerOf(installed.service), state: await serviceState(installed.service) };
}

/** The service, where one is installed and its manager runs; null where the orchestrator is a process of its own. */
export function usable({ installed, manager }: Standing): Service | null {
  return installed !== null && manager?.available === true ? installed.service : null;
}

/** Said where a service is installed and nobody could start it. */
export function unusableNote({ installed, manager }: Standing): string | null {
  if (installed === null || manager === null || manager.available) return null;
  return `${installed.path} is installed, but ${manager.reason}; the orchestrator is a process of its own`;
}

/** @throws OpsError where the definition names a node or a program that has moved since. */
export function assertProgramsThere(installed: Installed): void {
  const missing = missingPrograms(installed);
  if (missing.length === 0) return;
  throw new OpsError('E_SPAWN', `${installed.path} names what is not there any more: ${missing.join(', ')}`, {
    hint: 'Install it anew with: ops daemon install',
  });
}

const START_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** Waits for the orchestrator that a service manager starts: it may be a while before it has even written itself down. */
export async function awaitService(at: Layout, service: Service): Promise<SessionRecord> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline) {
    const record = await awaitOrchestrator(at, deadline - performance.now());
    if (record !== null) return record;
    await delay(LOOK_EVERY_MS);
  }
  throw refused(service, 'started', `it shows no sign of life after ${START_LIMIT_MS / 1_000} s`);
}

export function refused(service: Service, what: string, output: string): OpsError {
  const rights = service.system ? ' The service of the machine takes root: sudo.' : '';
  return new OpsError('E_SPAWN', `The service ${service.name} could not be ${what}: ${output}`, {
    hint: `Look at: ops daemon status, ops daemon logs.${rights}`,
  });
}
