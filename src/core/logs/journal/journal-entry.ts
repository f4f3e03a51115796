import { parseEvent } from '../event.ts';
import { LEVELS } from '../level.ts';

/** One entry of the journal, as a line that any log could hold. */
export interface JournalEntry {
  cursor: string;
  /** Microseconds since 1970. */
  micros: number;
  /** `<6>2026-01-02T03:04:05.678Z sshd[12]: message`; further lines of the message are indented, so that they belong to it. */
  line: string;
}

/** The fields that `journalctl` is asked for; cursor and time come with every entry. */
export const JOURNAL_FIELDS = ['MESSAGE', 'PRIORITY', 'SYSLOG_IDENTIFIER', 'SYSLOG_PID', '_COMM', '_PID'] as const;

/** What a unit's output has where the unit says nothing: then the message may know better. */
const DEFAULT_PRIORITY = 6;
/** Severities of RFC 5424, in the order of LEVELS. */
const SEVERITY_OF_LEVEL = [7, 7, 6, 5, 4, 3, 2];

/** A field is text, bytes where it is no UTF-8, null where it was too long, or several of these. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value.every((byte) => typeof byte === 'number') ? Buffer.from(value).toString('utf8') : textOf(value[0]);
}

function priorityOf(fields: Readonly<Record<string, unknown>>, message: string, now: Date): number | null {
  const text = textOf(fields.PRIORITY);
  if (!/^[0-7]$/.test(text)) return null;
  const priority = Number(text);
  if (priority !== DEFAULT_PRIORITY) return priority;
  const { level } = parseEvent(message, now);
  return level === null ? priority : (SEVERITY_OF_LEVEL[LEVELS.indexOf(level)] ?? priority);
}

/** Reads one line of `journalctl -o json`; null where it is no entry. */
export function journalEntry(json: string, now: Date): JournalEntry | null {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return null;
  }
  const cursor = textOf(fields?.__CURSOR);
  const micros = Number(textOf(fields?.__REALTIME_TIMESTAMP));
  if (cursor === '' || !Number.isSafeInteger(micros) || micros <= 0 || micros > 8.64e18) return null;
  const message = textOf(fields.MESSAGE).trimEnd();
  const name = (textOf(fields.SYSLOG_IDENTIFIER) || textOf(fields._COMM) || 'journal').replaceAll(/[\s:[\]]+/g, '_');
  const process = textOf(fields.SYSLOG_PID) || textOf(fields._PID);
  const priority = priorityOf(fields, message, now);
  const head = `${priority === null ? '' : `<${priority}>`}${new Date(micros / 1_000).toISOString()} ${name}`;
  const said = message.replaceAll(/\r?\n/g, '\n\t').replaceAll('\r', ' ');
  return { cursor, micros, line: `${head}${process === '' ? '' : `[${process}]`}: ${said}` };
}
