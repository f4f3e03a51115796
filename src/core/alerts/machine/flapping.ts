import type { Alert } from '../alert.ts';
import type { Policy } from '../policy/policy.ts';
import { type Change, eventOf } from './change.ts';
import type { Track } from './track.ts';

/** Of twenty possible changes in the last 21 states: six and more begin it, two and fewer end it. */
const BEGINS = 6;
const ENDS = 2;

export function changesIn(states: string): number {
  let changes = 0;
  for (let index = 1; index < states.length; index += 1) if (states[index] !== states[index - 1]) changes += 1;
  return changes;
}

/** Whether an alert comes and goes. It is asked at each sample, also of what is resolved: so it is told as over when it has been for a while. */
export function flapStep(alert: Alert | undefined, { states }: Track, at: string, { flapping }: Policy): Change | null {
  if (alert === undefined || alert.state === 'pending') return null;
  const changes = changesIn(states);
  const flaps = flapping && (alert.flapping ? changes > ENDS : changes >= BEGINS);
  if (flaps === alert.flapping) return null;
  // Only now is it known to be over; it is told, and kept a while, from here on.
  const isOver = !flaps && alert.state === 'resolved';
  const changed: Alert = { ...alert, flapping: flaps, resolvedAt: isOver ? at : alert.resolvedAt };
  return { alert: changed, events: flaps ? [eventOf(changed, 'flapping', at)] : [] };
}
