import { readTail } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import { redact } from '../text/redact.ts';
import { readHistory } from './history.ts';
import type { SessionRecord } from './record.ts';
import { outputPath } from './settle.ts';

/** So much of the output's end is taken along. */
const OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * All that is kept of a session as JSON lines: its record (`type: session`), what was said and what happened in the order of time
 * (`message`, `event`), and its output (`output`; `cut` says that more lay before). Secrets in the output are redacted.
 */
export function trajectoryOf(at: Layout, record: SessionRecord): string {
  const { messages, events } = readHistory(at, record.id);
  const said = [...messages, ...events].sort((one, other) => (one.at < other.at ? -1 : 1));
  const output = readTail(outputPath(at, record.id), OUTPUT_BYTES);
  const lines: object[] = [
    { type: 'session', ...record },
    ...said,
    ...(output === null ? [] : [{ version: 1, type: 'output', cut: output.cut, text: redact(output.text) }]),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
