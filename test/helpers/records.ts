import { randomUUID } from 'node:crypto';
import type { Layout } from '../../src/core/files/layout.ts';
import { ownOwner } from '../../src/core/process/identity.ts';
import { type SessionKind, sessionId, sessionKey } from '../../src/core/sessions/names.ts';
import type { SessionRecord } from '../../src/core/sessions/record.ts';
import { createRecord } from '../../src/core/sessions/registry.ts';

/** This process, as it would be had it died and its pid been given away. */
export function deadOwner() {
  return { ...ownOwner(), startTime: '1' };
}

/** A session record as the program writes it; `change` says what is different. The owner is the test itself, so it lives. */
export function recordOf(change: Partial<SessionRecord> = {}): SessionRecord {
  const runId = change.runId ?? randomUUID();
  const agentId = change.agentId ?? 'sample';
  const kind: SessionKind = change.kind ?? 'subagent';
  const address = { agentId, kind, job: change.job ?? null, runId };
  const now = new Date().toISOString();
  return {
    version: 1,
    id: sessionId(address),
    key: sessionKey(address),
    runId,
    agentId,
    kind,
    label: null,
    task: null,
    status: 'running',
    owner: ownOwner(),
    spawner: ownOwner(),
    cwd: '/',
    argv: null,
    cleanup: 'keep',
    runTimeoutSeconds: 0,
    job: null,
    slot: null,
    createdAt: now,
    startedAt: now,
    updatedAt: now,
    endedAt: null,
    exitCode: null,
    signal: null,
    reason: null,
    restarts: 0,
    ...change,
  };
}

/** Puts a record into the registry as it is, `updatedAt` included. */
export function storeRecord(at: Layout, change: Partial<SessionRecord> = {}): SessionRecord {
  const record = recordOf(change);
  if (!createRecord(at, record)) throw new Error(`${record.id} is there already`);
  return record;
}
