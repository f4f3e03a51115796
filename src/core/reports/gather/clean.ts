import { oneLine } from '../../text/control.ts';
import { redact } from '../../text/redact.ts';

/** Text from outside as a report keeps it: one line, no control characters, no secrets, no novel. */
export function clean(text: unknown, longest = 300): string {
  const line = redact(oneLine(typeof text === 'string' ? text.slice(0, 4 * longest) : '')).trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

export function round(value: number, digits = 1): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
