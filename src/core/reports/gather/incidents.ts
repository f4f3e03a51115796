import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import type { Unread } from '../report.ts';
import { clean } from './clean.ts';
import { namesIn } from './files.ts';

/** An incident as its Markdown file tells it. Times are epoch milliseconds. */
export interface IncidentFile {
  file: string;
  title: string;
  severity: string | null;
  /** What it is of a kind with: its rule, type or metric. */
  kind: string | null;
  openedAt: number;
  openedFrom: 'text' | 'name' | 'file';
  resolvedAt: number | null;
}

/** Front matter and the head of the text lie in here; a person may have written a novel below. */
const HEAD_LENGTH = 16 * 1_024;

const FIELDS: Readonly<Record<'opened' | 'resolved' | 'severity' | 'kind', readonly string[]>> = {
  opened: ['opened', 'opened_at', 'openedat', 'detected', 'detected_at', 'created', 'created_at', 'started'],
  resolved: ['resolved', 'resolved_at', 'resolvedat', 'closed', 'closed_at', 'ended'],
  severity: ['severity', 'level', 'priority'],
  kind: ['type', 'kind', 'rule', 'metric', 'alert'],
};

/** Every incident of the workspace, open or resolved, whoever wrote its file. */
export function readIncidents(at: Layout): { incidents: IncidentFile[]; unread: Unread[] } {
  const unread: Unread[] = [];
  const read = (folder: string, resolved: boolean) =>
    namesIn(at, folder, '.md', unread).flatMap((name) => {
      const path = join(folder, name);
      try {
        return [
          incidentOf(relative(at.root, path), name, readFileSync(path, 'utf8').slice(0, HEAD_LENGTH), path, resolved),
        ];
      } catch (error) {
        // Resolved in this moment: it is found in the other folder.
        if (errorCode(error) !== 'ENOENT')
          unread.push({ file: relative(at.root, path), reason: 'notOpened', count: null });
        return [];
      }
    });
  const active = read(at.activeIncidents, false);
  const known = new Set(active.map(({ file }) => file.slice(file.lastIndexOf('/') + 1)));
  const resolved = read(at.resolvedIncidents, true).filter(
    ({ file }) => !known.has(file.slice(file.lastIndexOf('/') + 1)),
  );
  const incidents = [...active, ...resolved].sort(
    (one, other) => one.openedAt - other.openedAt || (one.file < other.file ? -1 : 1),
  );
  return { incidents, unread };
}

function incidentOf(file: string, name: string, text: string, path: string, inResolved: boolean): IncidentFile {
  const fields = fieldsOf(text);
  const field = (names: readonly string[]) => names.map((key) => fields.get(key)).find((value) => value !== undefined);
  const changedAt = statSync(path).mtimeMs;
  const written = timeIn(field(FIELDS.opened));
  const named = timeIn(name);
  const openedAt = written ?? named ?? changedAt;
  const resolvedAt = timeIn(field(FIELDS.resolved)) ?? (inResolved ? changedAt : null);
  const title = fields.get('title') ?? /^#\s+(.+)$/m.exec(text)?.[1] ?? name.slice(0, -'.md'.length);
  return {
    file,
    title: clean(title, 160),
    severity: clean(field(FIELDS.severity) ?? '', 20).toLowerCase() || null,
    kind: clean(field(FIELDS.kind) ?? '', 60) || null,
    openedAt,
    openedFrom: written !== null ? 'text' : named !== null ? 'name' : 'file',
    // Moved before it was opened: clocks differ or a person mistyped. It is resolved all the same.
    resolvedAt: resolvedAt === null ? null : Math.max(openedAt, resolvedAt),
  };
}

/** `severity: critical`, `- **Detected:** …`, `Status: open`: front matter and the usual heads of incident files. The first of a name counts. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^[-*\s]*\**([A-Za-z][A-Za-z _]{1,24}?)\**\s*:\**\s*(.+?)\s*$/.exec(line);
    if (match === null) continue;
    const [, key = '', value = ''] = match;
    const name = key.toLowerCase().replaceAll(' ', '_');
    const bare = value.replace(/^(["'])(.*)\1$/, '$2');
    if (!fields.has(name) && bare !== '' && bare !== 'null') fields.set(name, bare);
  }
  return fields;
}

const MOMENT = /(\d{4}-\d\d-\d\d)(?:[T _-]+(\d\d)[:-]?(\d\d)(?:[:-]?(\d\d))?(?:\.\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?/;

/** A date with or without a time in a text or a file's name; without a zone it is UTC, as everything stored is. */
function timeIn(text: string | undefined): number | null {
  const match = text === undefined ? null : MOMENT.exec(text);
  if (match === null) return null;
  const [, day = '', hour = '00', minute = '00', second = '00', zone = 'Z'] = match;
  const time = Date.parse(`${day}T${hour}:${minute}:${second}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isFinite(time) ? time : null;
}
