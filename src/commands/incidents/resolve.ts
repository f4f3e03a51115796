import { listAlerts } from '../../core/alerts/store.ts';
import { resolveIncident } from '../../core/incidents/acts.ts';
import type { Result, Run } from '../command.ts';
import { onEach } from './act.ts';

export const run: Run = async (input) => {
  const still: string[] = [];
  const result: Result = onEach(
    input,
    input.args,
    (at, id, doing) => {
      const done = resolveIncident(at, id, doing);
      const { alerts } = listAlerts(at);
      const firing = done.incident.alerts.filter((one) => (alerts.get(one)?.state ?? 'resolved') !== 'resolved');
      still.push(...firing.map((one) => `alert ${one} of ${id} is not resolved; it may open an incident again`));
      return done;
    },
    { done: 'resolved', already: 'was resolved already' },
  );
  return { ...result, warnings: still };
};
