import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { createFileAtomic, removeFile } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { makeFolder } from '../files/make-folder.ts';
import { quarantine } from '../files/quarantine.ts';
import { readJson } from '../files/read-json.ts';
import { assertSessionId } from './names.ts';

/** One text for a session, as it lies in mail/<id>/incoming and later in taken. */
export interface Message {
  version: 1;
  id: string;
  at: string;
  /** Who sends: a session key, or `cli` for a person or script at a shell. */
  from: string;
  text: string;
}

/** The answer to one message, in mail/<id>/replies/<message id>.json. */
export interface Reply {
  version: 1;
  messageId: string;
  at: string;
  from: string;
  /** `ok`: understood and done. `error`: not understood, or it failed; the text says which. */
  status: 'ok' | 'error';
  text: string;
  /** From taking the message to the reply. */
  tookMs: number;
}

export const MESSAGE_LIMIT_BYTES = 64 * 1024;

type Tray = 'incoming' | 'taken' | 'replies';

export function tray(at: Layout, sessionId: string, name: Tray): string {
  return join(at.mail, assertSessionId(sessionId), name);
}

function letter(at: Layout, sessionId: string, name: Tray, messageId: string): string {
  return join(tray(at, sessionId, name), `${messageId}.json`);
}

export function makeMailbox(at: Layout, sessionId: string): void {
  for (const name of ['incoming', 'taken', 'replies'] as const) {
    makeFolder(tray(at, sessionId, name));
  }
}

/** The same key names the same message, whoever sends it again. */
function messageIdOf(idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return randomUUID();
  const hex = createHash('sha256').update(idempotencyKey).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export interface Posted {
  messageId: string;
  /** The key was used before: nothing was sent this time. */
  duplicate: boolean;
}

/** Stores a message, synced, before it returns. It outlives the sender and the session. */
export function postMessage(
  at: Layout,
  sessionId: string,
  message: { text: string; from: string; idempotencyKey?: string },
): Posted {
  const messageId = messageIdOf(message.idempotencyKey);
  if (wasTaken(at, sessionId, messageId)) return { messageId, duplicate: true };
  const content: Message = {
    version: 1,
    id: messageId,
    at: new Date().toISOString(),
    from: message.from,
    text: message.text,
  };
  const path = letter(at, sessionId, 'incoming', messageId);
  const stored = createFileAtomic(path, `${JSON.stringify(content)}\n`, { temporary: at.temporary });
  return { messageId, duplicate: !stored };
}

/** Whether the message has reached its session; whether it was answered is another question. */
export function wasTaken(at: Layout, sessionId: string, messageId: string): boolean {
  return (
    existsSync(letter(at, sessionId, 'taken', messageId)) || existsSync(letter(at, sessionId, 'replies', messageId))
  );
}

function parseMessage(value: unknown, file: string): Message | string {
  const message = value as Partial<Message> | null;
  if (typeof message !== 'object' || message === null || message.version !== 1) return 'is not a message of version 1';
  const whole = [message.id, message.at, message.from, message.text].every((field) => typeof field === 'string');
  if (!whole) return 'lacks id, at, from or text';
  // The id names files from here on: one that is not this file's name could lead anywhere.
  return `${message.id}.json` === file ? (message as Message) : `lies under another name than its id`;
}

function readTray(at: Layout, sessionId: string, name: Tray): Message[] {
  const folder = tray(at, sessionId, name);
  const messages: Message[] = [];
  for (const file of listFolder(folder)) {
    const path = join(folder, file);
    const read = readJson(path);
    if (read.state === 'missing') continue;
    const message = read.state === 'read' ? parseMessage(read.value, file) : read.reason;
    if (typeof message === 'string') quarantine(at, path, message);
    else messages.push(message);
  }
  return messages.sort((one, other) => ((one.at === other.at ? one.id < other.id : one.at < other.at) ? -1 : 1));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Takes what came in, oldest first. A message whose id was taken before is a repetition: it is dropped, not done again. One that cannot
 * be moved stays for the next time and holds up no other. @throws when none could be taken for such a reason.
 */
export function takeMessages(at: Layout, sessionId: string): Message[] {
  const incoming = readTray(at, sessionId, 'incoming');
  if (incoming.length > 0) makeMailbox(at, sessionId);
  const taken: Message[] = [];
  const failures: unknown[] = [];
  for (const message of incoming) {
    try {
      if (takeOne(at, sessionId, message.id)) taken.push(message);
    } catch (error) {
      failures.push(error);
    }
  }
  if (taken.length === 0 && failures.length > 0) throw failures[0];
  return taken;
}

function takeOne(at: Layout, sessionId: string, messageId: string): boolean {
  const from = letter(at, sessionId, 'incoming', messageId);
  if (wasTaken(at, sessionId, messageId)) {
    removeFile(from);
    return false;
  }
  renameSync(from, letter(at, sessionId, 'taken', messageId));
  return true;
}

/** Taken but never answered: whoever took them died. */
export function unansweredMessages(at: Layout, sessionId: string): Message[] {
  return readTray(at, sessionId, 'taken').filter(({ id }) => !existsSync(letter(at, sessionId, 'replies', id)));
}

/** Stores the reply, once: a second one to the same message is not written. */
export function postReply(at: Layout, sessionId: string, reply: Reply): boolean {
  const path = letter(at, sessionId, 'replies', reply.messageId);
  return createFileAtomic(path, `${JSON.stringify(reply)}\n`, { temporary: at.temporary });
}

export function readReply(at: Layout, sessionId: string, messageId: string): Reply | null {
  const read = readJson(letter(at, sessionId, 'replies', messageId));
  return read.state === 'read' ? (read.value as Reply) : null;
}

export function countIncoming(at: Layout, sessionId: string): number {
  return listFolder(tray(at, sessionId, 'incoming')).length;
}
