import { OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { changeIncidents, editIncident, moveIncident } from './edit.ts';
import { forgetOldMoments } from './evidence/moment.ts';
import { setFields } from './front-matter.ts';
import type { Incident } from './incident.ts';
import type { FieldValue } from './scalar.ts';
import { incidentOrThrow, listIncidents, type StoredIncident } from './store.ts';
import { actorName, addToTimeline } from './timeline.ts';

/** Who does something to an incident, and what it is for; `now` in epoch milliseconds. */
export interface Doing {
  by: string;
  /** A note or a reason; null: none given. */
  text: string | null;
  now: number;
}

/** Whether something was done, and how the incident is now. */
export interface Done {
  changed: boolean;
  incident: Incident;
}

function assertSound({ incident }: StoredIncident): void {
  const [problem] = incident.problems;
  if (problem === undefined) return;
  throw new OpsError('E_CORRUPT', `${incident.file}:${problem.line}: ${problem.reason}`, {
    hint: 'Nothing was changed. Mend the line in an editor, then try again; notes can be added meanwhile.',
  });
}

function said(verb: string, { text }: Doing): string {
  return text === null || text.trim() === '' ? verb : `${verb}: ${text}`;
}

function changed(stored: StoredIncident, fields: Record<string, FieldValue>, verb: string, doing: Doing): string {
  assertSound(stored);
  const entry = { at: new Date(doing.now).toISOString(), by: doing.by, text: said(verb, doing) };
  return addToTimeline(setFields(stored.content, fields), entry);
}

/** Adds a line to the timeline, also where the front matter is broken, and also to a resolved incident. */
export function noteIncident(at: Layout, id: string, doing: Doing): Done {
  return changeIncidents(at, () => {
    const entry = { at: new Date(doing.now).toISOString(), by: doing.by, text: said('note', doing) };
    const { incident } = editIncident(at, id, ({ content }) => addToTimeline(content, entry));
    return { changed: true, incident };
  });
}

/** Says that somebody works on it. Who said so first stays; a later word is a line in the timeline. */
export function acknowledgeIncident(at: Layout, id: string, doing: Doing): Done {
  return changeIncidents(at, () => {
    const before = incidentOrThrow(at, id);
    if (before.incident.status === 'resolved') throw over(before.incident);
    const isFirst = before.incident.status === 'open';
    const fields = isFirst
      ? {
          status: 'acknowledged',
          acknowledged: new Date(doing.now).toISOString(),
          acknowledged_by: actorName(doing.by),
        }
      : {};
    const { incident } = editIncident(at, id, (stored) =>
      changed(stored, fields, isFirst ? 'acknowledged' : 'acknowledged again', doing),
    );
    return { changed: isFirst, incident };
  });
}

function over({ id }: Incident): OpsError {
  return new OpsError('E_USAGE', `${id} is resolved`, { hint: `Run: ops incidents reopen ${id}` });
}

export function assignIncident(at: Layout, id: string, assignee: string, doing: Doing): Done {
  const name = actorName(assignee);
  return changeIncidents(at, () => {
    const before = incidentOrThrow(at, id);
    if (before.incident.status === 'resolved') throw over(before.incident);
    const { incident } = editIncident(at, id, (stored) =>
      changed(stored, { assignee: name }, `assigned to ${name}`, doing),
    );
    return { changed: before.incident.assignee !== name, incident };
  });
}

/** Says in the text that it is over, then moves the file. What is cut off in between is resolved already, and moved by who comes next. */
export function resolveIncident(at: Layout, id: string, doing: Doing): Done {
  return changeIncidents(at, () => {
    const before = incidentOrThrow(at, id);
    if (!before.incident.active) return { changed: false, incident: before.incident };
    const fields = {
      status: 'resolved',
      resolved: new Date(doing.now).toISOString(),
      resolved_by: actorName(doing.by),
    };
    editIncident(at, id, (stored) => changed(stored, fields, 'resolved', doing));
    moveIncident(at, id, 'resolved');
    return { changed: true, incident: incidentOrThrow(at, id).incident };
  });
}

export function reopenIncident(at: Layout, id: string, doing: Doing): Done {
  return changeIncidents(at, () => {
    const before = incidentOrThrow(at, id);
    if (before.incident.status !== 'resolved') return { changed: false, incident: before.incident };
    assertSound(before);
    // What is cut off between the two lies in resolved/ and so is resolved still; reopening it again goes on from there.
    const fields = { status: 'open', acknowledged: null, acknowledged_by: null, resolved: null, resolved_by: null };
    editIncident(at, id, (stored) => changed(stored, fields, 'reopened', doing));
    if (!before.incident.active) moveIncident(at, id, 'active');
    return { changed: true, incident: incidentOrThrow(at, id).incident };
  });
}

/**
 * Moves what lies in incidents/active but says that it is resolved: by a person's hand, or since a resolution was cut off. For who may
 * change the workspace, at each heartbeat; what is kept of old alerts' moments is bounded with it. Answers the ids.
 */
export function tidyIncidents(at: Layout, now: number): string[] {
  forgetOldMoments(at, now);
  const isOver = ({ status, problems }: Incident) => status === 'resolved' && problems.length === 0;
  if (!listIncidents(at, 'active').incidents.some(isOver)) return [];
  return changeIncidents(at, () => {
    const over = listIncidents(at, 'active').incidents.filter(isOver);
    return over.flatMap(({ id }) => {
      editIncident(at, id, ({ content, incident }) => {
        const entry = { at: new Date(now).toISOString(), by: 'ops', text: 'resolved: its status says so' };
        const wasSaid = incident.timeline.at(-1)?.text.startsWith('resolved') === true;
        return wasSaid ? content : addToTimeline(setFields(content, { resolved: incident.resolvedAt }), entry);
      });
      moveIncident(at, id, 'resolved');
      return [id];
    });
  });
}
