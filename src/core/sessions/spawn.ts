import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { errorText } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { ownerOf, ownOwner } from '../process/identity.ts';
import { recordEvent } from './history.ts';
import { makeMailbox } from './mailbox.ts';
import { type Address, assertName, type SessionKind, sessionId, sessionKey } from './names.ts';
import { programPath } from './program.ts';
import { hasEnded, type SessionRecord } from './record.ts';
import { createRecord, readRecord, updateRecord } from './registry.ts';
import { outputPath, settleSession } from './settle.ts';
import { viewOf } from './view.ts';

export interface SpawnRequest {
  agentId: string;
  kind: SessionKind;
  /** The user's command; absent for a built-in agent. */
  argv?: readonly string[];
  task?: string | undefined;
  label?: string | undefined;
  cwd?: string | undefined;
  cleanup?: 'keep' | 'delete' | undefined;
  runTimeoutSeconds?: number | undefined;
  job?: string;
  slot?: string;
  /** Given where the same request may come twice (a message done again after a crash): the second one starts nothing. */
  runId?: string;
  restarts?: number;
  /** Who asks: a session's key, or `cli`. */
  requester: string;
}

export interface Spawned {
  /** False: the session runs already, and nothing was started. */
  started: boolean;
  record: SessionRecord;
  /** The process, for a caller that stays and wants to hear how it ends. */
  child: ChildProcess | null;
}

/** The name of the variable by which a process is known to belong to a session, whatever becomes of its parent and group. */
export const SESSION_VARIABLE = 'OPS_SESSION_ID';

/** The one way to start a session: written down, synced, then started. */
export function spawnSession(at: Layout, request: SpawnRequest): Spawned {
  const record = newRecord(request);
  const { kept, isNew } = request.kind === 'main' ? writeMain(at, record) : writeRun(at, record);
  if (!isNew) return { started: false, record: kept, child: null };
  makeMailbox(at, record.id);
  recordEvent(at, record.id, 'queued', `asked for by ${request.requester}`);
  return launch(at, record);
}

function newRecord(request: SpawnRequest): SessionRecord {
  const runId = request.runId ?? randomUUID();
  const job = request.job ?? null;
  const address: Address = { agentId: assertName(request.agentId, 'an agent'), kind: request.kind, job, runId };
  const now = new Date().toISOString();
  return {
    version: 1,
    id: sessionId(address),
    key: sessionKey(address),
    runId,
    agentId: request.agentId,
    kind: request.kind,
    label: request.label ?? null,
    task: request.task ?? null,
    status: 'queued',
    owner: null,
    spawner: ownOwner(),
    cwd: request.cwd ?? process.cwd(),
    argv: request.argv === undefined ? null : [...request.argv],
    cleanup: request.cleanup ?? 'keep',
    runTimeoutSeconds: request.runTimeoutSeconds ?? 0,
    job,
    slot: request.slot ?? null,
    createdAt: now,
    startedAt: null,
    updatedAt: now,
    endedAt: null,
    exitCode: null,
    signal: null,
    reason: null,
    restarts: request.restarts ?? 0,
  };
}

interface Written {
  kept: SessionRecord;
  isNew: boolean;
}

function writeRun(at: Layout, record: SessionRecord): Written {
  if (createRecord(at, record)) return { kept: record, isNew: true };
  return { kept: readRecord(at, record.id) ?? record, isNew: false };
}

/** A main session's record is taken over from its last run, unless that one still lives. Racers meet at the lock: one of them starts. */
function writeMain(at: Layout, record: SessionRecord): Written {
  let isNew = false;
  const kept = updateRecord(at, record.id, (before) => {
    if (before !== null && !hasEnded(before.status) && viewOf(at, before).live !== 'dead') return null;
    isNew = true;
    return record;
  });
  return { kept: kept ?? record, isNew };
}

/** Starts the process of a queued record. Also how a start that a crash interrupted is done again. */
export function launch(at: Layout, record: SessionRecord): Spawned {
  const output = openSync(outputPath(at, record.id), 'a', 0o600);
  try {
    const child = start(at, record, output);
    child.on('error', (error) => failedToStart(at, record, error));
    child.unref();
    if (child.pid === undefined) return { started: false, record, child };
    const owner = ownerOf(child.pid);
    const startedAt = new Date().toISOString();
    const running = updateRecord(at, record.id, (now) => {
      // A quick process has claimed its record by now, or even ended: what it wrote stands.
      if (now === null || now.runId !== record.runId || now.owner !== null || owner === null) return null;
      return { ...now, status: 'running', owner, startedAt };
    });
    return { started: true, record: running ?? record, child };
  } catch (error) {
    failedToStart(at, record, error);
    throw error;
  } finally {
    closeSync(output);
  }
}

function start(at: Layout, record: SessionRecord, output: number): ChildProcess {
  const env = { ...process.env, OPS_WORKSPACE: at.root, [SESSION_VARIABLE]: record.id };
  const options = {
    cwd: record.cwd,
    detached: true,
    env,
    stdio: ['ignore', output, output] as ['ignore', number, number],
  };
  const [file, ...args] = record.argv ?? [process.execPath, programPath(), '__session', record.id];
  return spawn(file ?? '', args, options);
}

function failedToStart(at: Layout, record: SessionRecord, error: unknown): void {
  settleSession(at, record.id, record.runId, { status: 'failed', reason: `could not be started: ${errorText(error)}` });
}
