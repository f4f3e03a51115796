import { hashOf } from './canonical.ts';

export const AUDIT_KINDS = [
  'planned',
  'refused',
  'approval asked',
  'approval decided',
  'run begun',
  'step begun',
  'step ended',
  'undo begun',
  'undo ended',
  'verified',
  'run ended',
  'rule added',
  'rule removed',
  'stopped',
  'resumed',
  'breaker closed',
  'torn lines',
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** What is to be written down; the chain adds the rest. */
export interface AuditFact {
  kind: AuditKind;
  /** Who did it: a user's name, or the agent. */
  by: string;
  playbook: string | null;
  target: string | null;
  /** Id of the run or, before there is one, of the plan or the approval. */
  subject: string | null;
  /** JSON values only; redacted by who writes it. */
  detail: Record<string, unknown>;
}

/** One line of audit/audit.jsonl. */
export interface AuditEntry extends AuditFact {
  version: 1;
  /** From 1, without a gap. */
  sequence: number;
  /** ISO 8601. */
  at: string;
  /** Hash of the entry before; of the first one `FIRST`. */
  previous: string;
  /** SHA-256 of the canonical JSON of all the rest. */
  hash: string;
}

export const FIRST = '0'.repeat(64);

export function entryOf(fact: AuditFact, before: AuditEntry | null, now: number): AuditEntry {
  const { kind, by, playbook, target, subject, detail } = fact;
  const unsigned = {
    version: 1 as const,
    sequence: (before?.sequence ?? 0) + 1,
    at: new Date(now).toISOString(),
    kind,
    by,
    playbook,
    target,
    subject,
    // What JSON leaves out (undefined) must be left out before it is hashed.
    detail: JSON.parse(JSON.stringify(detail)) as Record<string, unknown>,
    previous: before?.hash ?? FIRST,
  };
  return { ...unsigned, hash: hashOf(unsigned) };
}

/** The entry that a line holds; null where it is no whole one, or where its hash is not that of its content. */
export function parseEntry(line: string): AuditEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { hash, ...rest } = value as Partial<AuditEntry>;
  const isEntry =
    rest.version === 1 &&
    Number.isSafeInteger(rest.sequence) &&
    typeof rest.at === 'string' &&
    typeof rest.previous === 'string' &&
    (AUDIT_KINDS as readonly unknown[]).includes(rest.kind) &&
    typeof rest.detail === 'object' &&
    rest.detail !== null;
  return isEntry && hashOf(rest) === hash ? (value as AuditEntry) : null;
}
