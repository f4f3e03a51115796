import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import type { Incident } from '../../incidents/incident.ts';
import { incidentOf } from '../../incidents/read.ts';
import type { Unread } from '../report.ts';
import { clean, iso } from './clean.ts';
import { namesIn } from './files.ts';

/** An incident as its Markdown file tells it today, whoever wrote that. */
export interface IncidentFile {
  incident: Incident;
  /** As it is written; null where it is not. */
  severity: string | null;
  /** What it is of a kind with: its rule, type or metric. */
  kind: string | null;
  openedFrom: 'text' | 'name' | 'file';
}

/** A person may have written the head of an incident without front matter, and a novel below it. */
const HEAD_LENGTH = 16 * 1_024;

const FIELDS: Readonly<Record<'opened' | 'resolved' | 'severity' | 'kind', readonly string[]>> = {
  opened: ['opened', 'opened_at', 'openedat', 'detected', 'detected_at', 'created', 'created_at', 'started'],
  resolved: ['resolved', 'resolved_at', 'resolvedat', 'closed', 'closed_at', 'ended'],
  severity: ['severity', 'level', 'priority'],
  kind: ['kind', 'type', 'rule', 'metric', 'alert'],
};

/** Every incident of the workspace, open or resolved, the oldest first. */
export function readIncidents(at: Layout): { incidents: IncidentFile[]; unread: Unread[] } {
  const unread: Unread[] = [];
  const read = (folder: string, active: boolean) =>
    namesIn(at, folder, '.md', unread).flatMap((name) => {
      if (name.startsWith('.')) return [];
      const path = join(folder, name);
      try {
        const stat = statSync(path);
        // A pipe that somebody put there would be waited for.
        if (!stat.isFile()) return [];
        const changedAt = stat.mtimeMs;
        const place = { id: name.slice(0, -'.md'.length), file: relative(at.root, path), active, changedAt };
        return [fileOf(readFileSync(path, 'utf8'), place)];
      } catch (error) {
        // Resolved in this moment: it is found in the other folder.
        if (errorCode(error) !== 'ENOENT')
          unread.push({ file: relative(at.root, path), reason: 'notOpened', count: null });
        return [];
      }
    });
  const active = read(at.activeIncidents, true);
  const known = new Set(active.map(({ incident }) => incident.id));
  const resolved = read(at.resolvedIncidents, false).filter(({ incident }) => !known.has(incident.id));
  const incidents = [...active, ...resolved].sort(({ incident: one }, { incident: other }) =>
    one.openedAt < other.openedAt || (one.openedAt === other.openedAt && one.file < other.file) ? -1 : 1,
  );
  return { incidents, unread };
}

/** What the front matter says counts; where there is none, what the head of the text says. */
function fileOf(content: string, place: Parameters<typeof incidentOf>[1]): IncidentFile {
  const incident = incidentOf(content, place);
  const fields = fieldsOf(content.slice(0, HEAD_LENGTH));
  const field = (names: readonly string[]) => names.map((key) => fields.get(key)).find((value) => value !== undefined);
  const changedAt = iso(place.changedAt);
  const written = timeIn(field(FIELDS.opened)) ?? incident.timeline[0]?.at ?? null;
  const named = timeIn(place.id) ?? (incident.openedAt === changedAt ? null : incident.openedAt);
  const openedAt = written ?? named ?? changedAt;
  // One that was opened again has an empty field in its front matter, and may tell of its first resolution below.
  const isSaid = incident.status === 'resolved' || !content.startsWith('---');
  const stated = isSaid ? (timeIn(field(FIELDS.resolved)) ?? incident.resolvedAt) : null;
  return {
    incident: {
      ...incident,
      openedAt,
      // Moved before it was opened: clocks differ or a person mistyped. It is resolved all the same.
      resolvedAt: stated !== null && stated < openedAt ? openedAt : stated,
    },
    severity: clean(field(FIELDS.severity) ?? '', 20).toLowerCase() || null,
    kind: clean(incident.kind ?? field(FIELDS.kind) ?? '', 60) || null,
    openedFrom: written !== null ? 'text' : named !== null ? 'name' : 'file',
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

const MOMENT = /(\d{4}-\d\d-\d\d)(?:[T _-]+(\d\d)[:-]?(\d\d)(?:[:-]?(\d\d)(?:\.(\d+))?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?/;

/** A date with or without a time in a text or a file's name, as ISO 8601; without a zone it is UTC, as everything stored is. */
function timeIn(text: string | undefined): string | null {
  const match = text === undefined ? null : MOMENT.exec(text);
  if (match === null) return null;
  const [, day = '', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match;
  const time = Date.parse(`${day}T${hour}:${minute}:${second}.${fraction}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isFinite(time) ? iso(time) : null;
}
