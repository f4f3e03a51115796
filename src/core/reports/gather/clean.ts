import { oneLine } from '../../text/control.ts';
import { redact } from '../../text/redact.ts';

/** Twenty patterns cost some 20 µs a text, and the analyses of a month hold 100,000 texts of which few differ. */
const known = new Map<string, string>();
const MOST_KNOWN = 20_000;

/** Text from outside as a report keeps it: one line, no control characters, no secrets, no novel. */
export function clean(text: unknown, longest = 300): string {
  const given = typeof text === 'string' ? text.slice(0, 4 * longest) : '';
  let line = known.get(given);
  if (line === undefined) {
    line = redact(oneLine(given)).trim();
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(given, line);
  }
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

export function round(value: number, digits = 1): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
