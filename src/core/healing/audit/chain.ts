import { hashOfText } from './canonical.ts';
import { type AuditEntry, FIRST, parseEntry } from './entry.ts';

export interface ChainFault {
  /** From 1. */
  line: number;
  reason: string;
}

/** The last entry that was safely written, kept beside the log: a log that ends before it was cut. */
export interface ChainHead {
  version: 1;
  sequence: number;
  hash: string;
}

export interface Chain {
  entries: AuditEntry[];
  faults: ChainFault[];
  /** Lines that a crash tore and that a later entry names. They are no fault. */
  tornLines: number;
  /** Hashes of unreadable lines at the end that no entry names yet: the next one written does. */
  openTail: string[];
}

/** Reads a whole log and judges it. Pure. */
export function readChain(text: string, head: ChainHead | null): Chain {
  const chain: Chain = { entries: [], faults: [], tornLines: 0, openTail: [] };
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let before: AuditEntry | null = null;
  for (const [index, line] of lines.entries()) {
    const entry = parseEntry(line);
    if (entry === null) {
      chain.openTail.push(hashOfText(line));
      continue;
    }
    const reason = faultOf(entry, before, chain.openTail);
    if (reason !== null) chain.faults.push({ line: index + 1, reason });
    else chain.tornLines += chain.openTail.length;
    chain.openTail = [];
    chain.entries.push(entry);
    before = entry;
  }
  const cut = cutOf(chain.entries, head);
  if (cut !== null) chain.faults.push({ line: lines.length + 1, reason: cut });
  return chain;
}

function faultOf(entry: AuditEntry, before: AuditEntry | null, unreadable: readonly string[]): string | null {
  if (entry.previous !== (before?.hash ?? FIRST)) return 'does not follow from the entry before it';
  if (entry.sequence !== (before?.sequence ?? 0) + 1) return `is numbered ${entry.sequence}, out of order`;
  if (unreadable.length === 0) return null;
  const named = entry.kind === 'torn lines' ? entry.detail.lines : null;
  const isNamed = Array.isArray(named) && named.join() === unreadable.join();
  return isNamed ? null : `stands behind ${unreadable.length} changed or unreadable lines that no entry accounts for`;
}

function cutOf(entries: readonly AuditEntry[], head: ChainHead | null): string | null {
  if (head === null) return null;
  const named = entries.find(({ sequence }) => sequence === head.sequence);
  if (named === undefined) return `entry ${head.sequence} was written and is not there any more`;
  return named.hash === head.hash ? null : `entry ${head.sequence} is not the one that was written`;
}
