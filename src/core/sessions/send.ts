import type { Layout } from '../files/layout.ts';
import { readAgentsFile } from '../status/agents-file.ts';
import { awaitReply } from './await-reply.ts';
import { findSession } from './find.ts';
import { makeMailbox, postMessage, type Reply, wasTaken } from './mailbox.ts';
import { isName, mainSessionId, ORCHESTRATOR, sessionKey } from './names.ts';
import { hasEnded } from './record.ts';
import { readRecord } from './registry.ts';
import { viewOf } from './view.ts';

/** As OpenClaw's `sessions_send`: `queued` is kept for the next start, `timeout` is delivered or kept and not answered yet. */
export type SendStatus = 'ok' | 'accepted' | 'queued' | 'no_reply' | 'timeout' | 'error' | 'forbidden';

export interface SendResult {
  runId: string | null;
  messageId: string;
  sessionKey: string;
  sessionId: string;
  status: SendStatus;
  /** Whether the message reached its session is one fact, whether it was answered another. */
  delivery: { status: 'pending' | 'delivered'; duplicate: boolean };
  reply: string | null;
  note: string | null;
}

export interface SendRequest {
  text: string;
  from: string;
  /** 0: store it and go. */
  timeoutMs: number;
  idempotencyKey?: string;
}

interface Target {
  id: string;
  key: string;
  runId: string | null;
  alive: boolean;
  /** Reads messages: an agent's lasting session does, one run of a built-in agent does not. */
  listens: boolean;
}

/** An agent that is named, not one of its runs: what is sent to it goes to its own mailbox, which the orchestrator serves. */
function agentTarget(at: Layout, name: string): Target | null {
  const agentId = isName(name) ? name : (/^agent:([a-z0-9_-]+):main$/.exec(name)?.[1] ?? null);
  if (agentId === null || readAgentsFile(at)?.agents.some((agent) => agent.id === agentId) !== true) return null;
  const orchestrator = readRecord(at, mainSessionId(ORCHESTRATOR));
  const alive = orchestrator !== null && !hasEnded(viewOf(at, orchestrator).status);
  const id = mainSessionId(agentId);
  const key = sessionKey({ agentId, kind: 'main', job: null, runId: '' });
  return { id, key, runId: readRecord(at, id)?.runId ?? null, alive, listens: true };
}

/** The orchestrator can be written to before it ever ran: the message waits for it. */
function targetOf(at: Layout, name: string): Target {
  const orchestratorKey = sessionKey({ agentId: ORCHESTRATOR, kind: 'main', job: null, runId: '' });
  if (name === ORCHESTRATOR || name === orchestratorKey) {
    const record = readRecord(at, mainSessionId(ORCHESTRATOR));
    const alive = record !== null && !hasEnded(viewOf(at, record).status);
    return {
      id: mainSessionId(ORCHESTRATOR),
      key: orchestratorKey,
      runId: record?.runId ?? null,
      alive,
      listens: true,
    };
  }
  const agent = agentTarget(at, name);
  if (agent !== null) return agent;
  const found = findSession(at, name);
  if (found.where === 'run log')
    return { id: found.run.id, key: found.run.key, runId: found.run.runId, alive: false, listens: false };
  const { record } = found;
  const alive = !hasEnded(viewOf(at, record).status);
  return { id: record.id, key: record.key, runId: record.runId, alive, listens: record.kind === 'main' };
}

/** Stores a message, synced, and waits for its reply. */
export async function sendMessage(at: Layout, name: string, request: SendRequest): Promise<SendResult> {
  const target = targetOf(at, name);
  const who = { runId: target.runId, sessionKey: target.key, sessionId: target.id };
  if (!target.listens) {
    const delivery = { status: 'pending' as const, duplicate: false };
    const why = target.alive ? 'is one run of an agent and reads no messages' : 'has ended';
    const note = `Nothing was sent: ${target.key} ${why}. Orders about agents go to ${ORCHESTRATOR}.`;
    return { ...who, messageId: '', status: target.alive ? 'forbidden' : 'error', delivery, reply: null, note };
  }
  makeMailbox(at, target.id);
  const { messageId, duplicate } = postMessage(at, target.id, request);
  const before = duplicate ? await awaitReply(at, target.id, messageId, 0) : null;
  const reply =
    before ??
    (request.timeoutMs > 0 && target.alive ? await awaitReply(at, target.id, messageId, request.timeoutMs) : null);
  const reached = reply !== null || wasTaken(at, target.id, messageId);
  const delivery = { status: reached ? ('delivered' as const) : ('pending' as const), duplicate };
  return { ...who, messageId, delivery, ...outcomeOf(reply, target, request) };
}

function outcomeOf(
  reply: Reply | null,
  target: Target,
  request: SendRequest,
): Pick<SendResult, 'status' | 'reply' | 'note'> {
  if (reply !== null) return { status: reply.status, reply: reply.text, note: null };
  if (!target.alive) {
    const note = `Queued: ${target.key} does not run. The message is kept and answered after the next start (ops agents spawn ${ORCHESTRATOR}).`;
    return { status: 'queued', reply: null, note };
  }
  if (request.timeoutMs === 0) return { status: 'accepted', reply: null, note: 'Accepted: the message is stored.' };
  const note = `No reply within ${request.timeoutMs / 1_000} s. The message is stored; do not send it again. Its reply: ops sessions history ${target.key}`;
  return { status: 'timeout', reply: null, note };
}
