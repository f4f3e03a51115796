import { OpsError } from '../../core/errors.ts';
import { noteIncident } from '../../core/incidents/acts.ts';
import { findIncidentId } from '../../core/incidents/store.ts';
import type { Input, Run } from '../command.ts';
import { readInput } from '../standard-input.ts';
import { remarkOf } from './act.ts';
import { incidentView } from './view.ts';
import { actor } from './who.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const id = findIncidentId(at, input.args[0] ?? '');
  const now = Date.now();
  const { incident } = noteIncident(at, id, { by: actor(input), text: textOf(input), now });
  return { data: { ok: true, incident: incidentView(incident, now) }, text: `${id}: noted` };
};

function textOf(input: Input): string {
  const words = input.args.slice(1);
  const given = words.length > 0 ? words.join(' ') : (remarkOf(input) ?? '');
  const text = given === '-' ? readInput() : given;
  if (text.trim() !== '') return text;
  throw new OpsError('E_USAGE', 'The note is empty', {
    hint: 'ops incidents note <id> "what happened", or - for standard input',
  });
}
