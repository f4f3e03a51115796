import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode } from '../../../core/errors.ts';
import type { Layout } from '../../../core/files/layout.ts';
import { readJson } from '../../../core/files/read-json.ts';
import { incidentOf } from '../../../core/incidents/read.ts';
import { oneLine, stripControl } from '../../../core/text/control.ts';
import { redact } from '../../../core/text/redact.ts';
import type { Incident, ResolvedIncident, UrgentAlert } from './snapshot.ts';

/** Of files that anybody may write there may be any number, of any size. */
export const MOST_FILES = 200;
const BODY_LIMIT = 16 * 1024;

function filesIn(
  folder: string,
  ending: string,
  end: 'first' | 'last' = 'first',
): { path: string; changedAt: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .sort()
    .slice(...(end === 'first' ? [0, MOST_FILES] : [-MOST_FILES]))
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      // A pipe that somebody put there would be waited for.
      return stat === undefined || !stat.isFile() ? [] : [{ path, changedAt: stat.mtime.toISOString() }];
    });
}

/** Anyone may drop a file there, so each field is looked for under the names that monitoring tools use. */
export function readUrgent(at: Layout): UrgentAlert[] {
  return filesIn(at.urgentAlerts, '.json').map(({ path, changedAt }) => {
    const file = oneLine(basename(path));
    const read = readJson(path);
    if (read.state !== 'read') {
      const reason = read.state === 'missing' ? 'is gone' : read.reason;
      return { file, severity: 'unknown', title: `${file} ${reason}`, at: changedAt, body: '' };
    }
    const fields = (typeof read.value === 'object' && read.value !== null ? read.value : {}) as Record<string, unknown>;
    const text = (...names: string[]) => names.map((name) => fields[name]).find((field) => typeof field === 'string');
    const given = text('at', 'timestamp', 'time', 'startsAt');
    return {
      file,
      severity: oneLine(String(text('severity', 'level', 'priority') ?? 'critical')),
      title: redact(oneLine(String(text('message', 'title', 'summary', 'text', 'description', 'metric') ?? file))),
      at: typeof given === 'string' && !Number.isNaN(Date.parse(given)) ? new Date(given).toISOString() : changedAt,
      body: redact(stripControl(JSON.stringify(read.value, null, 2)).slice(0, BODY_LIMIT)),
    };
  });
}

export function readIncidents(at: Layout): Incident[] {
  return filesIn(at.activeIncidents, '.md').map(({ path, changedAt }) => {
    const content = readFileSync(path, 'utf8').slice(0, BODY_LIMIT);
    const place = { id: basename(path, '.md'), file: path, active: true, changedAt: Date.parse(changedAt) };
    const { title, severity, openedAt, acknowledgedAt, acknowledgedBy, alerts } = incidentOf(content, place);
    return {
      file: oneLine(place.id),
      title: redact(oneLine(title)),
      severity,
      at: openedAt,
      acknowledgedBy: acknowledgedAt === null ? null : oneLine(acknowledgedBy ?? 'somebody'),
      alerts,
      body: redact(stripControl(content)),
    };
  });
}

const RESOLVED_SHOWN = 10;

/** Their names begin with the minute in which they were opened, so the last names are the newest. */
export function readResolved(at: Layout): ResolvedIncident[] {
  const newest = filesIn(at.resolvedIncidents, '.md', 'last').slice(-RESOLVED_SHOWN);
  const found = newest.map(({ path, changedAt }) => {
    const place = { id: basename(path, '.md'), file: path, active: false, changedAt: Date.parse(changedAt) };
    const { title, resolvedAt } = incidentOf(readFileSync(path, 'utf8').slice(0, BODY_LIMIT), place);
    return { file: oneLine(place.id), title: redact(oneLine(title)), at: resolvedAt ?? changedAt };
  });
  return found.sort((one, other) => (one.at < other.at ? 1 : -1));
}
