import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, OpsError } from '../../errors.ts';
import { writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { withLock } from '../../files/lock.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { readJson } from '../../files/read-json.ts';
import { type Chain, type ChainHead, readChain } from './chain.ts';
import { type AuditEntry, type AuditFact, entryOf } from './entry.ts';

export function auditPath(at: Layout): string {
  return join(at.root, 'audit', 'audit.jsonl');
}

export function auditHeadPath(at: Layout): string {
  return join(at.root, 'audit', 'head.json');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}

/** The head, or why there is none that can be believed. */
function readHead(at: Layout): ChainHead | null | string {
  const read = readJson(auditHeadPath(at));
  if (read.state === 'missing') return null;
  if (read.state === 'unreadable') return `audit/head.json ${read.reason}`;
  const head = read.value as Partial<ChainHead>;
  const isHead = head.version === 1 && Number.isSafeInteger(head.sequence) && typeof head.hash === 'string';
  return isHead ? (head as ChainHead) : 'audit/head.json is no head of version 1';
}

/** The whole audit, judged. A log that was never written is empty and whole. */
export function readAudit(at: Layout): Chain {
  // The head first: an entry that is appended in between makes the log longer than its head, never shorter.
  const head = readHead(at);
  const chain = readChain(readText(auditPath(at)), typeof head === 'string' ? null : head);
  if (typeof head === 'string') chain.faults.push({ line: 0, reason: head });
  // The head is written with the second entry at the latest, so a longer log without one lost it.
  else if (head === null && chain.entries.length > 1)
    chain.faults.push({ line: 0, reason: 'audit/head.json is missing' });
  return chain;
}

/**
 * Appends facts, synced, each chained to the one before. Lines that a crash tore are left where they are and named by an entry of their own.
 * @throws OpsError E_CORRUPT where the chain is broken: what cannot be written down must not be done.
 */
export function appendAudit(at: Layout, facts: readonly AuditFact[], now: number): AuditEntry[] {
  if (facts.length === 0) return [];
  return withLock(at, 'audit', () => {
    const chain = readAudit(at);
    const [fault] = chain.faults;
    if (fault !== undefined)
      throw new OpsError('E_CORRUPT', `The audit is broken: line ${fault.line} ${fault.reason}`, {
        hint: 'Nothing is healed until a person has looked: ops audit verify. To begin a new one, move the folder audit/ away.',
      });
    const torn = chain.openTail.length === 0 ? [] : [tornFact(chain.openTail)];
    const written: AuditEntry[] = [];
    for (const fact of [...torn, ...facts])
      written.push(entryOf(fact, written.at(-1) ?? chain.entries.at(-1) ?? null, now));
    appendEntries(auditPath(at), written);
    const last = written.at(-1);
    if (last !== undefined) writeHead(at, last);
    return written.slice(torn.length);
  });
}

function tornFact(lines: readonly string[]): AuditFact {
  return { kind: 'torn lines', by: 'ops', playbook: null, target: null, subject: null, detail: { lines } };
}

function writeHead(at: Layout, { sequence, hash }: AuditEntry): void {
  const head: ChainHead = { version: 1, sequence, hash };
  writeJsonAtomic(auditHeadPath(at), head, { temporary: at.temporary });
}

function appendEntries(path: string, entries: readonly AuditEntry[]): void {
  makeFolder(dirname(path));
  const file = openSync(path, 'a+', 0o600);
  try {
    const before = readFileSync(file);
    // A line that lost its end is closed: torn, it costs itself; whole, it has lost its line break alone.
    const open = before.length > 0 && before.at(-1) !== 10 ? '\n' : '';
    const bytes = Buffer.from(open + entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}
