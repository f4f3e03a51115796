import { acknowledgeAlerts } from '../../core/alerts/overlays/acts.ts';
import { acknowledgeIncident } from '../../core/incidents/acts.ts';
import type { Run } from '../command.ts';
import { onEach } from './act.ts';

export const run: Run = async (input) =>
  onEach(
    input,
    input.args,
    (at, id, doing) => {
      const done = acknowledgeIncident(at, id, doing);
      // Who works on the incident works on its alerts: they are neither repeated nor escalated meanwhile.
      acknowledgeAlerts(at, done.incident.alerts, null, { by: doing.by, comment: null, now: doing.now });
      return done;
    },
    { done: 'acknowledged', already: 'was acknowledged already; noted' },
  );
