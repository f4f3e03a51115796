import { OpsError } from '../../core/errors.ts';
import { assignIncident } from '../../core/incidents/acts.ts';
import type { Run } from '../command.ts';
import { onEach } from './act.ts';

export const run: Run = async (input) => {
  const [word = '', who = ''] = input.args;
  if (who.trim() === '') throw new OpsError('E_USAGE', 'To whom? ops incidents assign <id> <name>');
  const said = { done: `assigned to ${who}`, already: `was assigned to ${who} already; noted` };
  return onEach(input, [word], (at, id, doing) => assignIncident(at, id, who, doing), said);
};
