import type { LogEvent } from './event.ts';
import type { WatchedLine } from './templates/miner.ts';

/** What hints at an attack or a misuse, by what the message says. Matched against one line of each class, so it may be thorough. */
interface SecurityKind {
  kind: string;
  severity: 'warning' | 'critical';
  pattern: RegExp;
}

const KINDS: readonly SecurityKind[] = [
  {
    kind: 'sql_injection',
    severity: 'critical',
    pattern:
      /(?<![A-Za-z])union(?:\s|\+|%20|\/\*\*\/)+(?:all(?:\s|\+|%20)+)?select\b|(?:'|%27)(?:\s|\+|%20)*or(?:\s|\+|%20)+\S{1,8}=|\binformation_schema\b|;(?:\s|\+|%20)*drop(?:\s|\+|%20)+table|\bSQL injection\b/i,
  },
  {
    kind: 'path_traversal',
    severity: 'critical',
    pattern: /(?:\.\.(?:\/|%2f|\\|%5c)){2,}|%2e%2e(?:%2f|\/)|=\/etc\/(?:passwd|shadow)/i,
  },
  {
    kind: 'script_injection',
    severity: 'warning',
    pattern: /(?:<|%3c)script\b|\$\{jndi:|(?:;|%3b|\||%7c)(?:\s|\+|%20)*(?:wget|curl)(?:\s|\+|%20)/i,
  },
  { kind: 'break_in_attempt', severity: 'critical', pattern: /possible break-?in|brute.?force|port ?scan|syn flood/i },
  {
    kind: 'failed_login',
    severity: 'warning',
    pattern:
      /\bfailed (?:password|publickey|none|login|keyboard-interactive)|authentication fail(?:ure|ed)|login (?:failed|incorrect|failure)|invalid (?:user|password|credentials)|access denied for user|maximum authentication attempts|bad password/i,
  },
  {
    kind: 'unauthorized_access',
    severity: 'warning',
    pattern: /\bunauthori[sz]ed\b|\bnot in (?:the )?sudoers\b|\bforbidden\b/i,
  },
];

const ADDRESS =
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:])/i;
const NAMED_SOURCE = /\b(?:rhost|client|src|from)[= ]"?([\w.-]*[A-Za-z][\w.-]*\.[\w.-]+)/;
/** Of lines that tell no address: they need not be of one attacker. */
export const UNKNOWN_ADDRESS = 'unknown';
const MOST_SOURCES = 5_000;
const LINE_BYTES = 2_048;
/** So many lines of one address and kind are an attack, not a slip of a hand. */
const MANY = { warning: 10, critical: 50 };

/** Of an access log every line is looked at: its path, which all lines of a class have in common nothing of, is what attacks use. */
const EACH_LINE = KINDS.length;

/** What to watch a class for, to be given to `SecurityCounts.add`; null for an innocent one. */
export function watchFor(line: string, event: LogEvent): number | null {
  if (event.format === 'access') return EACH_LINE;
  return kindOf(`${line}\n${event.message}`);
}

function kindOf(text: string): number | null {
  const found = KINDS.findIndex(({ pattern }) => pattern.test(text));
  return found < 0 ? null : found;
}

/** Two bytes that lead out of a folder: `..` and `=/`. */
const UPWARDS = 0x2e2e;
const ABSOLUTE = 0x3d2f;
/** Quotes, percent signs, brackets, semicolons: without one of them, or such a pair, a request is no attack that is known here. */
const SUSPICIOUS = Uint8Array.from({ length: 256 }, (_, byte) =>
  "'%<>;|$()+".includes(String.fromCharCode(byte)) ? 1 : 0,
);
const REFUSED = /" 40[13] /;

function kindOfRequest({ bytes, start, end }: WatchedLine): number | null {
  const open = bytes.indexOf(34, start) + 1;
  if (open === 0 || open > end) return null;
  let isSuspicious = false;
  let at = open;
  for (; at < end && bytes[at] !== 34; at += 1) {
    const pair = (bytes[at] as number) * 256 + (bytes[at + 1] as number);
    if (SUSPICIOUS[bytes[at] as number] === 1 || pair === UPWARDS || pair === ABSOLUTE) isSuspicious = true;
  }
  // The status stands two bytes behind the request: 401 and 403.
  const isRefused = bytes[at + 2] === 52 && bytes[at + 3] === 48 && (bytes[at + 4] === 49 || bytes[at + 4] === 51);
  if (!isSuspicious && !isRefused) return null;
  const line = bytes.toString('latin1', start, Math.min(end, start + LINE_BYTES));
  return kindOf(line) ?? (REFUSED.test(line) ? KINDS.findIndex(({ kind }) => kind === 'unauthorized_access') : null);
}

/** Everything of one kind that came from one address. */
export interface SecuritySource {
  kind: string;
  severity: 'warning' | 'critical';
  address: string;
  count: number;
  /** Milliseconds; null without times. */
  first: number | null;
  last: number | null;
  sample: string;
  path: string;
  offset: number;
}

export interface SecurityCounts {
  add(kind: number, line: WatchedLine): void;
  /** The addresses, the busiest first. */
  sources(): SecuritySource[];
}

export function securityCounts(): SecurityCounts {
  const found = new Map<string, SecuritySource>();
  return {
    add(watched, event) {
      const kind = KINDS[(watched === EACH_LINE ? kindOfRequest(event) : watched) ?? -1];
      if (kind === undefined) return;
      const { bytes, start, end, at, path, offset } = event;
      const line = bytes.toString('utf8', start, Math.min(end, start + LINE_BYTES)).trimEnd();
      const address = ADDRESS.exec(line)?.[0] ?? NAMED_SOURCE.exec(line)?.[1] ?? UNKNOWN_ADDRESS;
      const key = `${kind.kind} ${address}`;
      const time = Number.isNaN(at) ? null : at;
      const known = found.get(key);
      if (known !== undefined) {
        known.count += 1;
        // Several files are read one after the other: times go back between them.
        if (time !== null && (known.first === null || time < known.first)) known.first = time;
        if (time !== null && (known.last === null || time > known.last)) known.last = time;
      } else if (found.size < MOST_SOURCES) {
        const { severity } = kind;
        found.set(key, {
          kind: kind.kind,
          severity,
          address,
          count: 1,
          first: time,
          last: time,
          sample: line,
          path,
          offset,
        });
      }
    },
    sources: () => [...found.values()].sort((one, other) => other.count - one.count),
  };
}

/** A failed login alone is a slip; many from one address are an attack. What is never innocent is told at once. */
export function securitySeverity({ kind, severity, count, address }: SecuritySource): 'info' | 'warning' | 'critical' {
  if (severity === 'critical' && kind !== 'break_in_attempt') return 'critical';
  if (address === UNKNOWN_ADDRESS) return count >= MANY.critical ? 'warning' : 'info';
  if (count >= MANY.critical) return 'critical';
  return count >= MANY.warning ? 'warning' : 'info';
}
