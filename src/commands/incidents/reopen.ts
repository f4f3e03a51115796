import { reopenIncident } from '../../core/incidents/acts.ts';
import type { Run } from '../command.ts';
import { onEach } from './act.ts';

export const run: Run = async (input) =>
  onEach(input, input.args, reopenIncident, { done: 'open again', already: 'is open' });
