import type { Alert } from '../../alerts/alert.ts';
import { bytesText } from '../../metrics/plot/format.ts';
import { inlineCode, markdownSafe } from '../../text/markdown.ts';
import { redact } from '../../text/redact.ts';
import type { Moment } from './moment.ts';

/** The part of a new incident that says what was measured. Markdown in which nothing from outside formats. */
export function incidentEvidence(
  alert: Pick<Alert, 'fingerprint' | 'labels'> & Partial<Alert>,
  moment: Moment | null,
): string {
  const { value, threshold, unit, activeAt, tried = [] } = alert;
  const number = (one: number) => `${Math.round(one * 100) / 100}${unit ?? ''}`;
  const lines = [
    `- Alert: ${inlineCode(alert.fingerprint)}, see ${inlineCode(`ops alerts explain ${alert.fingerprint}`)}`,
  ];
  if (value != null)
    lines.push(`- Value: ${number(value)}${threshold == null ? '' : ` (threshold: ${number(threshold)})`}`);
  if (activeAt !== undefined) lines.push(`- Since: ${markdownSafe(activeAt)}`);
  for (const [name, text] of Object.entries(alert.labels))
    lines.push(`- ${markdownSafe(name)}: ${inlineCode(redact(text))}`);
  for (const { at, what, result } of tried)
    lines.push(`- Tried ${markdownSafe(at)}: ${markdownSafe(redact(`${what}: ${result}`))}`);
  return [lines.join('\n'), moment === null ? '' : processTable(moment)].filter((part) => part !== '').join('\n\n');
}

function processTable({ at, topCpu, topMemory }: Moment): string {
  const all = new Map([...topCpu, ...topMemory].map((line) => [line.pid, line]));
  const rows = [...all.values()].map(
    ({ pid, name, cpuPercent, memoryBytes }) =>
      `| ${pid} | ${inlineCode(redact(name))} | ${cpuPercent === null ? 'unknown' : `${cpuPercent}%`} | ${bytesText(memoryBytes)} |`,
  );
  return [`What used most at ${at}:`, '', '| PID | Process | CPU | Memory |', '|---|---|---|---|', ...rows].join('\n');
}
