import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, OpsError } from '../../errors.ts';
import { createFileAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import {
  APPROVAL_LIMIT_MS,
  type Approval,
  type ApprovalDecision,
  type ApprovalRequest,
  type ApprovalUse,
  DECISIONS,
} from './approval.ts';

const ID = /^[0-9a-f]{8}$/;

export function approvalsFolder(at: Layout): string {
  return join(at.root, 'approvals');
}

function pathOf(at: Layout, id: string, part: '' | '.decision' | '.used'): string {
  if (!ID.test(id)) throw new OpsError('E_USAGE', `${JSON.stringify(id)} is not the id of an approval`);
  return join(approvalsFolder(at), `${id}${part}.json`);
}

function create(at: Layout, path: string, value: object): boolean {
  return createFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, { temporary: at.temporary });
}

export type Question = Omit<ApprovalRequest, 'version' | 'id' | 'requestedAt' | 'expiresAt'>;

export function requestApproval(at: Layout, question: Question, now: number): ApprovalRequest {
  for (;;) {
    const request: ApprovalRequest = {
      version: 1,
      id: randomBytes(4).toString('hex'),
      ...question,
      requestedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + APPROVAL_LIMIT_MS).toISOString(),
    };
    if (create(at, pathOf(at, request.id, ''), request)) return request;
  }
}

export interface ApprovalList {
  /** The oldest first. */
  approvals: Approval[];
  problems: { file: string; reason: string }[];
}

export function listApprovals(at: Layout): ApprovalList {
  const list: ApprovalList = { approvals: [], problems: [] };
  for (const name of namesIn(approvalsFolder(at))) {
    const id = name.slice(0, -'.json'.length);
    if (!name.endsWith('.json') || !ID.test(id)) continue;
    const found = readApproval(at, id);
    if (typeof found === 'string') list.problems.push({ file: `approvals/${name}`, reason: found });
    else if (found !== null) list.approvals.push(found);
  }
  list.approvals.sort((one, other) => (one.request.requestedAt < other.request.requestedAt ? -1 : 1));
  return list;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Null where there is none; a text says why it cannot be believed. A broken decision allows nothing. */
export function readApproval(at: Layout, id: string): Approval | string | null {
  const request = readJson(pathOf(at, id, ''));
  if (request.state === 'missing') return null;
  if (request.state === 'unreadable') return request.reason;
  if (!isRequest(request.value, id)) return 'is no approval of version 1';
  const use = readJson(pathOf(at, id, '.used'));
  const decision = readJson(pathOf(at, id, '.decision'));
  if (decision.state === 'unreadable') return `its decision ${decision.reason}`;
  if (decision.state === 'read' && !isDecision(decision.value, id)) return 'its decision is none of version 1';
  return {
    request: request.value,
    decision: decision.state === 'read' ? (decision.value as ApprovalDecision) : null,
    // What stands in the file of a use does not matter: that it is there says that the approval was used.
    use: use.state === 'missing' ? null : takenBy(use.state === 'read' ? use.value : null, id),
  };
}

function isRequest(value: unknown, id: string): value is ApprovalRequest {
  const request = value as Partial<ApprovalRequest>;
  const texts = [request.planId, request.planHash, request.playbook, request.playbookHash, request.target];
  const times = [request.requestedAt, request.expiresAt];
  return (
    request.version === 1 &&
    request.id === id &&
    texts.every((text) => typeof text === 'string') &&
    times.every(isTime) &&
    Array.isArray(request.steps)
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && Number.isFinite(Date.parse(value));
}

function isDecision(value: unknown, id: string): boolean {
  const decision = value as Partial<ApprovalDecision>;
  return (
    decision.version === 1 &&
    decision.id === id &&
    (DECISIONS as readonly unknown[]).includes(decision.decision) &&
    typeof decision.expired === 'boolean' &&
    typeof decision.by === 'string' &&
    isTime(decision.at) &&
    isTime(decision.usableUntil)
  );
}

function takenBy(value: unknown, id: string): ApprovalUse {
  const use = value as Partial<ApprovalUse> | null;
  return { version: 1, id, runId: use?.runId ?? 'unknown', at: use?.at ?? 'unknown' };
}

/** Writes a decision; false where somebody decided before. The kernel judges between two at once. */
export function writeDecision(at: Layout, decision: ApprovalDecision): boolean {
  return create(at, pathOf(at, decision.id, '.decision'), decision);
}

/** Takes an approval for a run; false where one took it before. */
export function writeUse(at: Layout, use: ApprovalUse): boolean {
  return create(at, pathOf(at, use.id, '.used'), use);
}

/** The id that a unique beginning names. */
export function findApprovalId(at: Layout, word: string): string {
  const ids = listApprovals(at).approvals.map(({ request }) => request.id);
  const found = word === '' ? [] : ids.filter((id) => id.startsWith(word));
  const [only] = found;
  if (only === undefined) throw new OpsError('E_NO_APPROVAL', `No approval begins with ${JSON.stringify(word)}`);
  if (found.length > 1)
    throw new OpsError('E_AMBIGUOUS', `${found.length} approvals begin with ${JSON.stringify(word)}`);
  return only;
}
