import type { Incident } from '../data/snapshot.ts';
import type { World } from './model.ts';
import type { Row } from './rows.ts';
import { type Line, line } from './text-line.ts';
import { ago } from './times.ts';

/** The open ones, those that name the row first; then those that were resolved last. */
export function incidentLines(row: Row | null, { snapshot: { incidents, resolved }, now }: World): Line[] {
  const mine = ({ title }: Incident) => (row !== null && title.includes(row.name) ? 0 : 1);
  const open = [...incidents].sort((one, other) => mine(one) - mine(other) || (one.at < other.at ? -1 : 1));
  const lines = open.map((incident) => incidentLine(incident, now, `  (${incident.file})`));
  const over = resolved.map(({ file, title, at }) => line(`+ resolved  ${age(at, now)}  ${title}  (${file})`, 'quiet'));
  return [...(lines.length === 0 ? [line('No incident is open.', 'good')] : lines), ...over];
}

export function incidentLine({ title, severity, at, acknowledgedBy }: Incident, now: number, behind = ''): Line {
  const answered = acknowledgedBy === null ? '' : `  (${acknowledgedBy} has it)`;
  const tone = acknowledgedBy !== null ? 'quiet' : severity === 'critical' ? 'bad' : 'warn';
  return line(`x ${severity.padEnd(8)}  ${age(at, now)}  ${title}${answered}${behind}`, tone);
}

function age(at: string, now: number): string {
  return (ago(at, now) ?? '').padStart(7);
}
