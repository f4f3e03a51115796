import type { Severity } from '../alerts/alert.ts';
import { oneLine } from '../text/control.ts';
import { fieldReader, parseFrontMatter } from './front-matter.ts';
import { INCIDENT_SEVERITIES, type Incident } from './incident.ts';
import { contentOf, splitLines } from './lines.ts';
import { readTimeline, timeOf } from './timeline.ts';

const STATUSES = ['open', 'acknowledged', 'resolved'];
const FINGERPRINT = /^[0-9a-f]{16}$/;
const ID_TIME = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(?!\d)/;

export interface IncidentPlace {
  id: string;
  /** From the workspace's root. */
  file: string;
  active: boolean;
  /** When the file was changed last, in epoch milliseconds: for what it does not say itself. */
  changedAt: number;
}

const text = (value: string) => ({ value: oneLine(value) });

function time(value: string): { value: string } | string {
  const at = timeOf(value);
  return at === null ? 'must be a time such as 2026-03-01T09:30:00Z' : { value: at };
}

function oneOf(words: readonly string[]) {
  return (value: string) => (words.includes(value) ? { value } : `must be one of ${words.join(', ')}`);
}

/**
 * An incident out of its file's text. It always is one: what the front matter does not say, or says wrong, is taken from the timeline, the
 * heading, the name or the age of the file, and what is wrong is named in `problems`.
 */
export function incidentOf(content: string, place: IncidentPlace): Incident {
  const matter = parseFrontMatter(content);
  const fields = fieldReader(content, matter);
  const timeline = readTimeline(content);
  const changedAt = new Date(place.changedAt).toISOString();
  fields.scalar('version', (value) => (value === '1' ? { value } : 'only version 1 is known'));
  const status = fields.scalar('status', oneOf(STATUSES));
  const acknowledgedAt = fields.scalar('acknowledged', time);
  const stated = fields.scalar('resolved', time);
  const isResolved = !place.active || status === 'resolved';
  const title = fields.scalar('title', text) ?? headingOf(content, matter.bodyStart) ?? oneLine(place.id);
  const severity = fields.scalar('severity', oneOf(INCIDENT_SEVERITIES)) as Severity | null;
  const alerts = fields.list('alerts');
  const isAcknowledged = acknowledgedAt !== null || status === 'acknowledged';
  return {
    id: place.id,
    file: place.file,
    title,
    severity: severity ?? 'warning',
    status: isResolved ? 'resolved' : isAcknowledged ? 'acknowledged' : 'open',
    active: place.active,
    openedAt: fields.scalar('opened', time) ?? timeline[0]?.at ?? timeInName(place.id) ?? changedAt,
    acknowledgedAt,
    acknowledgedBy: fields.scalar('acknowledged_by', text),
    assignee: fields.scalar('assignee', text),
    resolvedAt: isResolved ? (stated ?? changedAt) : null,
    resolvedBy: isResolved ? fields.scalar('resolved_by', text) : null,
    kind: fields.scalar('kind', text),
    resourceClass: fields.scalar('class', text),
    host: fields.scalar('host', text),
    alerts: alerts.filter((alert) => FINGERPRINT.test(alert)),
    timeline,
    problems: fields.problems.sort((one, other) => one.line - other.line),
  };
}

function headingOf(content: string, bodyStart: number): string | null {
  for (const line of splitLines(content).slice(bodyStart)) {
    const match = /^ {0,3}#[ \t]+(.+?)[ \t]*#*[ \t]*$/s.exec(contentOf(line));
    if (match !== null) return oneLine((match[1] ?? '').replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'));
  }
  return null;
}

/** The minute in an id that `openIncident` made; null in a name of another kind. */
export function timeInName(id: string): string | null {
  const match = ID_TIME.exec(id);
  return match === null ? null : timeOf(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}Z`);
}
