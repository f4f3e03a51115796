import { OpsError } from '../errors.ts';
import { findWorkspace, openWorkspace } from '../workspace.ts';
import { findRecord, findSession } from './find.ts';
import { readHistory } from './history.ts';
import { listSessions } from './list.ts';
import { ORCHESTRATOR } from './names.ts';
import type { SessionStatus } from './record.ts';
import { rowOf, rowOfRun, type SessionRow } from './row.ts';
import { sendMessage } from './send.ts';
import { spawnSession } from './spawn.ts';
import { viewOf } from './view.ts';

// The session tools as OpenClaw's agents call them: the same names, parameters and answers, over the workspace's files.

interface InWorkspace {
  /** The workspace's folder; by default found as the command line finds it. */
  workspace?: string;
}

function open(request: InWorkspace) {
  return openWorkspace(findWorkspace(request.workspace));
}

const REQUESTER = 'library';

/** A timer of Node holds 2^31 - 1 ms; a longer one fires at once. */
const LONGEST_SECONDS = 2_147_483;

export interface SessionsSpawnRequest extends InWorkspace {
  agentId: string;
  task?: string;
  label?: string;
  /** 0: none. */
  runTimeoutSeconds?: number;
  cwd?: string;
  /** `run`: one run of its own. `session`: the agent's lasting session, of which there is one. */
  mode?: 'run' | 'session';
  /** `delete` removes the session's files once its outcome stands in the run log. */
  cleanup?: 'keep' | 'delete';
  /** A command instead of a built-in agent; no shell reads it. */
  argv?: readonly string[];
}

/** Starts a session and answers at once: accepted is not done. Times in ISO 8601. */
export async function sessions_spawn(request: SessionsSpawnRequest) {
  const { agentId, task, label, runTimeoutSeconds, cwd, cleanup, argv } = request;
  if (argv?.length === 0) throw new OpsError('E_USAGE', 'argv is empty: it names no program');
  if (runTimeoutSeconds !== undefined && !(runTimeoutSeconds >= 0 && runTimeoutSeconds <= LONGEST_SECONDS))
    throw new OpsError('E_USAGE', `runTimeoutSeconds is ${runTimeoutSeconds}; it takes 0 to ${LONGEST_SECONDS}`);
  const mode = request.mode ?? (agentId === ORCHESTRATOR ? 'session' : 'run');
  const { record, started } = spawnSession(open(request), {
    ...{ agentId, task, label, runTimeoutSeconds, cwd, cleanup },
    ...(argv === undefined ? {} : { argv }),
    kind: mode === 'session' ? 'main' : 'subagent',
    requester: REQUESTER,
  });
  const { runId, key, cwd: runsIn, owner } = record;
  const pid = owner?.pid ?? null;
  return { status: 'accepted' as const, runId, childSessionKey: key, mode, cwd: runsIn, pid, alreadyRunning: !started };
}

export interface SessionsListRequest extends InWorkspace {
  agentId?: string;
  label?: string;
  search?: string;
  status?: SessionStatus;
  /** Recency, not liveness. */
  activeMinutes?: number;
  /** Liveness. */
  activeOnly?: boolean;
  /** 1 to 200; default 100. */
  limit?: number;
  offset?: number;
}

export async function sessions_list(request: SessionsListRequest = {}) {
  const limit = Math.max(1, Math.min(200, Math.trunc(request.limit ?? 100)));
  const offset = Math.max(0, Math.trunc(request.offset ?? 0));
  const { count, totalCount, hasMore, sessions, unreadable } = listSessions(open(request), {
    ...request,
    limit,
    offset,
  });
  const next = hasMore ? { nextOffset: offset + count } : {};
  return { count, totalCount, hasMore, ...next, limitApplied: limit, sessions, unreadable };
}

export interface SessionsSendRequest extends InWorkspace {
  /** One of these names the session. */
  sessionKey?: string;
  label?: string;
  agentId?: string;
  message: string;
  /** Default 30; 0 stores the message and does not wait. */
  timeoutSeconds?: number;
  idempotencyKey?: string;
}

export async function sessions_send(request: SessionsSendRequest) {
  const name = request.sessionKey ?? request.label ?? request.agentId ?? '';
  return sendMessage(open(request), name, {
    text: request.message,
    from: REQUESTER,
    timeoutMs: (request.timeoutSeconds ?? 30) * 1_000,
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
  });
}

export interface SessionsHistoryRequest extends InWorkspace {
  sessionKey: string;
  limit?: number;
}

export async function sessions_history(request: SessionsHistoryRequest) {
  const at = open(request);
  const record = findRecord(at, request.sessionKey);
  const { messages, events, unreadable } = readHistory(at, record.id);
  const limit = request.limit ?? messages.length;
  return {
    sessionKey: record.key,
    messages: messages.slice(-limit).map(({ version: _version, type: _type, ...message }) => message),
    events: events.map(({ version: _version, type: _type, ...event }) => event),
    truncated: messages.length > limit,
    droppedMessages: Math.max(0, messages.length - limit),
    unreadable,
  };
}

export interface SessionStatusRequest extends InWorkspace {
  sessionKey: string;
}

/** One session as it is now; an ended one whose files are gone, as the run log remembers it. */
export async function session_status(request: SessionStatusRequest): Promise<SessionRow> {
  const at = open(request);
  const now = Date.now();
  const found = findSession(at, request.sessionKey);
  return found.where === 'registry' ? rowOf(viewOf(at, found.record, now), {}, now) : rowOfRun(found.run, now);
}
