import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { Doing, Done } from '../../core/incidents/acts.ts';
import { findIncidentId } from '../../core/incidents/store.ts';
import type { Input, Result } from '../command.ts';
import { textOption } from '../options.ts';
import { incidentView } from './view.ts';
import { actor } from './who.ts';

/** What is given with --note or --reason; they are the same. Null where neither is. */
export function remarkOf(input: Input): string | null {
  const note = textOption(input, 'note');
  const reason = textOption(input, 'reason');
  if (note !== undefined && reason !== undefined)
    throw new OpsError('E_USAGE', '--note and --reason say the same thing: give one of them');
  const remark = (note ?? reason)?.trim();
  if (remark === '') throw new OpsError('E_USAGE', 'The note is empty');
  return remark ?? null;
}

/** Does the same to each incident named, after all of them were found; what is the case already is told and no failure. */
export function onEach(
  input: Input,
  words: readonly string[],
  act: (at: Layout, id: string, doing: Doing) => Done,
  said: { done: string; already: string },
): Result {
  const at = input.open();
  const doing: Doing = { by: actor(input), text: remarkOf(input), now: Date.now() };
  const ids = [...new Set(words.map((word) => findIncidentId(at, word)))];
  const results = ids.map((id) => act(at, id, doing));
  const lines = results.map(({ changed, incident }) => `${incident.id}: ${changed ? said.done : said.already}`);
  return {
    data: {
      ok: true,
      incidents: results.map(({ changed, incident }) => ({ changed, ...incidentView(incident, doing.now) })),
    },
    text: lines.join('\n'),
  };
}
