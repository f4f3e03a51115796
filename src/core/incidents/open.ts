import type { Severity } from '../alerts/alert.ts';
import { OpsError } from '../errors.ts';
import { createFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { oneLine, stripControl } from '../text/control.ts';
import { markdownSafe } from '../text/markdown.ts';
import { redact } from '../text/redact.ts';
import { isTaken, newIncidentPath } from './edit.ts';
import { writeScalar } from './scalar.ts';
import { actorName, entryLine } from './timeline.ts';

export interface NewIncident {
  title: string;
  severity: Severity;
  by: string;
  /** Plain text below the heading; null: none. */
  message: string | null;
  /** Markdown that is safe already, below the message. */
  evidence?: string | null;
  assignee?: string | null;
  kind?: string | null;
  resourceClass?: string | null;
  host?: string | null;
  /** Fingerprints. */
  alerts?: readonly string[];
}

const MOST_TITLE = 160;
const MOST_SLUG = 40;

function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-');
  // Letters of other scripts take three bytes each in a file's name; 255 bytes is the most that one may have.
  const short = [...words].slice(0, MOST_SLUG).join('');
  return short.replaceAll(/^-+|-+$/g, '') || 'incident';
}

/** `YYYYMMDD-HHMM` in UTC. */
function stampOf(now: number): string {
  const digits = new Date(now).toISOString().replaceAll(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}`;
}

function contentOf(id: string, incident: NewIncident, title: string, now: number): string {
  const at = new Date(now).toISOString();
  const clean = (text: string | null | undefined) => (text == null ? null : redact(oneLine(text)).trim() || null);
  const fields: readonly (readonly [string, string])[] = [
    ['version', '1'],
    ['id', writeScalar(id, !/^[\w-]+$/.test(id))],
    ['title', writeScalar(title, true)],
    ['severity', incident.severity],
    ['status', 'open'],
    ['opened', at],
    ['acknowledged', 'null'],
    ['acknowledged_by', 'null'],
    ['assignee', writeScalar(incident.assignee == null ? null : actorName(incident.assignee))],
    ['resolved', 'null'],
    ['resolved_by', 'null'],
    ['kind', writeScalar(clean(incident.kind))],
    ['class', writeScalar(incident.resourceClass ?? null)],
    ['host', writeScalar(clean(incident.host))],
    ['alerts', writeScalar(incident.alerts ?? [])],
  ];
  const head = fields.map(([key, value]) => `${key}: ${value}\n`).join('');
  const message = redact(stripControl(incident.message ?? ''))
    .split(/\n+/)
    .map(markdownSafe)
    .filter((line) => line !== '')
    .join('\n\n');
  const parts = [`# ${markdownSafe(title)}`, message, incident.evidence ?? '', '## Timeline'];
  const body = parts.filter((part) => part !== '').join('\n\n');
  const opened = entryLine({ at, by: incident.by, text: `opened: ${title}` });
  return `---\n${head}---\n\n${body}\n\n${opened}\n`;
}

/** Makes an incident and answers its id. Safe beside others that do the same: the file's creation decides who has the name. */
export function openIncident(at: Layout, incident: NewIncident, now: number): string {
  const title = [...redact(oneLine(incident.title)).trim()].slice(0, MOST_TITLE).join('');
  if (title === '') throw new OpsError('E_USAGE', 'An incident needs a title');
  const base = `${stampOf(now)}-${slugOf(title)}`;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (isTaken(at, id)) continue;
    const content = contentOf(id, incident, title, now);
    if (createFileAtomic(newIncidentPath(at, id), content, { temporary: at.temporary })) return id;
  }
}
