import { OpsError } from '../errors.ts';

export const ORCHESTRATOR = 'ops-orchestrator';

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const SESSION_ID =
  /^(?:[a-z0-9][a-z0-9_-]{0,63}\.main(?:-\d{1,2})?|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** What names an agent or a job: it becomes part of a path, so nothing else is let through. */
export function assertName(name: string, what: string): string {
  if (!NAME.test(name)) throw new OpsError('E_NAME', `${JSON.stringify(name)} is not a name for ${what}`);
  return name;
}

export function isName(name: string): boolean {
  return NAME.test(name);
}

/** A session's id names its files: `<agent>.main` for an agent's lasting session (`.main-2` for its second instance), else the run's UUID. */
export function isSessionId(id: string): boolean {
  return SESSION_ID.test(id);
}

export function assertSessionId(id: string): string {
  if (!isSessionId(id))
    throw new OpsError('E_NAME', `${JSON.stringify(id)} is not a session's id`, { hint: 'Run: ops sessions list' });
  return id;
}

export type SessionKind = 'main' | 'subagent' | 'cron';

export interface Address {
  agentId: string;
  kind: SessionKind;
  job: string | null;
  runId: string;
  /** From 1, of an agent that runs several times at once. */
  instance?: number;
}

export function sessionKey(address: Address): string {
  const instance = address.instance ?? 1;
  if (address.kind === 'main') return `agent:${address.agentId}:main${instance === 1 ? '' : `:${instance}`}`;
  if (address.kind === 'subagent') return `agent:${address.agentId}:subagent:${address.runId}`;
  return `agent:${address.agentId}:cron:${address.job}:run:${address.runId}`;
}

/** The lasting session of an agent keeps its id, and with it its mailbox, from one run to the next. */
export function sessionId(address: Address): string {
  return address.kind === 'main' ? mainSessionId(address.agentId, address.instance) : address.runId;
}

export function mainSessionId(agentId: string, instance = 1): string {
  return `${agentId}.main${instance === 1 ? '' : `-${instance}`}`;
}
