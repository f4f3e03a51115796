import { type Owner, parseOwner } from '../process/identity.ts';
import { isName, isSessionId, type SessionKind } from './names.ts';

export const STATUSES = ['queued', 'running', 'suspended', 'done', 'failed', 'killed', 'timeout', 'lost'] as const;
export type SessionStatus = (typeof STATUSES)[number];
export type Outcome = Extract<SessionStatus, 'done' | 'failed' | 'killed' | 'timeout' | 'lost'>;

const KINDS: readonly SessionKind[] = ['main', 'subagent', 'cron'];
const ENDED: readonly SessionStatus[] = ['done', 'failed', 'killed', 'timeout', 'lost'];

/** One session as it lies in sessions/<id>.json. Times are ISO 8601 in UTC; what is unknown is null. */
export interface SessionRecord {
  version: 1;
  id: string;
  key: string;
  /** One run of the session. For all but a main session it is the id. */
  runId: string;
  agentId: string;
  kind: SessionKind;
  label: string | null;
  task: string | null;
  status: SessionStatus;
  /** The process that the session is; null before it started. */
  owner: Owner | null;
  /** Who asked the kernel for the process: when it died before `owner` was written, the start is done again. */
  spawner: Owner;
  cwd: string;
  /** The user's command, or null for a built-in agent. */
  argv: string[] | null;
  cleanup: 'keep' | 'delete';
  /** 0: none. */
  runTimeoutSeconds: number;
  /** The schedule's occurrence that this run is: job and slot are never run twice. */
  job: string | null;
  slot: string | null;
  createdAt: string;
  startedAt: string | null;
  updatedAt: string;
  endedAt: string | null;
  exitCode: number | null;
  signal: string | null;
  /** Why it ended as it did, in words. */
  reason: string | null;
  restarts: number;
}

export function hasEnded(status: SessionStatus): status is Outcome {
  return ENDED.includes(status);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

type Check = (value: unknown) => boolean;

/** What each field must be. Written by hand because every read command needs it and a schema library costs more than the command. */
const FIELDS: Record<keyof SessionRecord, Check> = {
  version: (value) => value === 1,
  id: (value) => isText(value) && isSessionId(value),
  key: isText,
  runId: isText,
  agentId: (value) => isText(value) && isName(value),
  kind: (value) => KINDS.includes(value as SessionKind),
  label: isTextOrNull,
  task: isTextOrNull,
  status: (value) => STATUSES.includes(value as SessionStatus),
  owner: (value) => value === null || parseOwner(value) !== null,
  spawner: (value) => parseOwner(value) !== null,
  cwd: isText,
  argv: (value) => value === null || (Array.isArray(value) && value.every(isText)),
  cleanup: (value) => value === 'keep' || value === 'delete',
  runTimeoutSeconds: (value) => typeof value === 'number' && value >= 0,
  job: isTextOrNull,
  slot: isTextOrNull,
  createdAt: isText,
  startedAt: isTextOrNull,
  updatedAt: isText,
  endedAt: isTextOrNull,
  exitCode: isNumberOrNull,
  signal: isTextOrNull,
  reason: isTextOrNull,
  restarts: (value) => Number.isInteger(value),
};

const CHECKS = Object.entries(FIELDS);

/** The record that a file holds, or the reason why it is none. */
export function parseRecord(value: unknown): SessionRecord | string {
  if (typeof value !== 'object' || value === null) return 'is not a session record';
  const fields = value as Record<string, unknown>;
  for (const [name, isRight] of CHECKS) {
    if (!isRight(fields[name])) {
      return name === 'version'
        ? `has version ${JSON.stringify(fields.version)}; this program knows version 1`
        : `has no right "${name}"`;
    }
  }
  return value as SessionRecord;
}
