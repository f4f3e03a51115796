import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { errorText, OpsError } from '../errors.ts';
import { removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { makeFolder } from '../files/make-folder.ts';
import { keeperArgv, makeInput, removeExit } from '../keeper/keeper.ts';
import { ownerOf, ownOwner } from '../process/identity.ts';
import { recordEvent } from './history.ts';
import { LEAN_OPTIONS, leanVariables } from './lean.ts';
import { makeMailbox } from './mailbox.ts';
import { type Address, assertName, type SessionKind, sessionId, sessionKey } from './names.ts';
import { programPath } from './program.ts';
import { hasEnded, type SessionRecord } from './record.ts';
import { createRecord, processWithoutRecord, readRecord, recordPath, updateRecord } from './registry.ts';
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
  instance?: number;
  launch?: LaunchOptions;
  /** Who asks: a session's key, or `cli`. */
  requester: string;
}

/** How the process of a command is started. None of it is kept in the record: it is read from the configuration at each start. */
export interface LaunchOptions {
  env?: Readonly<Record<string, string>>;
  /** `ulimit` options and their values: `-n=1024`. */
  limits?: readonly string[];
  nice?: number;
  /** Its standard input is a pipe with a name, into which messages are written. */
  takesInput?: boolean;
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
/** As above, for one run of it: what a run left behind is told from what the next run started. */
export const RUN_VARIABLE = 'OPS_RUN_ID';

/** The one way to start a session: written down, synced, then started. */
export function spawnSession(at: Layout, request: SpawnRequest): Spawned {
  const enrolled = enrollSession(at, request);
  return enrolled.started ? launch(at, enrolled.record, request.launch) : enrolled;
}

/** Writes a session down and starts nothing: for the process that will claim it and be it. */
export function enrollSession(at: Layout, request: SpawnRequest): Spawned {
  const record = newRecord(request);
  const { kept, isNew } = request.kind === 'main' ? writeMain(at, record) : writeRun(at, record);
  if (!isNew) return { started: false, record: kept, child: null };
  try {
    makeMailbox(at, record.id);
    recordEvent(at, record.id, 'queued', `asked for by ${request.requester}`);
  } catch (error) {
    // Refused is refused: what is told to have failed must not be found and started by the next orchestrator.
    failedToStart(at, record, error);
    throw error;
  }
  return { started: true, record, child: null };
}

function newRecord(request: SpawnRequest): SessionRecord {
  const runId = request.runId ?? randomUUID();
  const job = request.job ?? null;
  const instance = request.instance ?? 1;
  const address: Address = {
    agentId: assertName(request.agentId, 'an agent'),
    kind: request.kind,
    job,
    runId,
    instance,
  };
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
    if (before === null) refuseWithoutRecord(at, record);
    isNew = true;
    return record;
  });
  return { kept: kept ?? record, isNew };
}

/** A session that runs may have lost its record a moment ago (a broken one was moved away): a second one must not come beside it. */
function refuseWithoutRecord(at: Layout, record: SessionRecord): void {
  const pid = processWithoutRecord(at, record.id);
  if (pid === null) return;
  throw new OpsError('E_OWNED', `Process ${pid} is ${record.key}, although its record is gone`, {
    hint: 'It writes its record anew within some seconds: try again then, or end it.',
  });
}

/** Starts the process of a queued record. Also how a start that a crash interrupted is done again. */
export function launch(at: Layout, record: SessionRecord, options: LaunchOptions = {}): Spawned {
  let output: number | null = null;
  let input: number | null = null;
  let child: ChildProcess | null = null;
  try {
    // A workspace that came by git, or that a person tidied up, lacks its empty folders.
    for (const folder of [at.output, at.run]) makeFolder(folder);
    output = openSync(outputPath(at, record.id), 'a', 0o600);
    if (record.argv !== null) removeExit(at, record.id);
    if (options.takesInput === true) input = makeInput(at, record.id);
    child = start(at, record, options, { input, output });
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
    // A process of which nobody could write down that it exists must not go on: nobody would ever stop it.
    if (child?.pid !== undefined) endGroup(child.pid);
    failedToStart(at, record, error);
    throw error;
  } finally {
    if (output !== null) closeSync(output);
    if (input !== null) closeSync(input);
  }
}

interface Files {
  input: number | null;
  output: number;
}

function start(at: Layout, record: SessionRecord, launchOptions: LaunchOptions, files: Files): ChildProcess {
  const own = { OPS_WORKSPACE: at.root, [SESSION_VARIABLE]: record.id, [RUN_VARIABLE]: record.runId };
  const isLasting = record.kind === 'main' && record.argv === null;
  const lean = isLasting ? leanVariables(process.env) : {};
  const env = { ...process.env, ...launchOptions.env, ...lean, ...own };
  const stdio: StdioOptions = [files.input ?? 'ignore', files.output, files.output];
  const options = { cwd: record.cwd, detached: true, env, stdio };
  const [file, ...args] =
    record.argv === null
      ? [process.execPath, ...(isLasting ? LEAN_OPTIONS : []), programPath(), '__session', record.id]
      : keeperArgv(at, record.id, record.argv, launchOptions);
  return spawn(file ?? '', args, options);
}

/** The group of a child just started, which nobody has reaped yet: its pid is still its own. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** On a full disk even the outcome may find no room; then the record, which never was more than an intent, goes. */
function failedToStart(at: Layout, record: SessionRecord, error: unknown): void {
  const reason = `could not be started: ${errorText(error)}`;
  try {
    settleSession(at, record.id, record.runId, { status: 'failed', reason });
  } catch {
    removeFile(recordPath(at, record.id));
  }
}
