import type { HealEvent } from './history.ts';

/** Events younger than `windowMs`. What lies ahead of a clock that was set back counts: nobody knows how old it is. */
export function within(events: readonly HealEvent[], now: number, windowMs: number): HealEvent[] {
  return events.filter(({ at }) => at > now - windowMs);
}

/** Events of one playbook on one target since a person last closed its breaker, which forgives what was before. */
export function runsOf(
  history: readonly HealEvent[],
  playbook: string,
  target: string,
  kinds: readonly HealEvent['what'][] = ['begun'],
): HealEvent[] {
  const closed = history.findLastIndex((event) => event.what === 'closed' && event.playbook === playbook);
  return history
    .slice(closed + 1)
    .filter((event) => event.playbook === playbook && event.target === target && kinds.includes(event.what));
}

/** Runs of a playbook that failed since the last one that was verified, or since a person closed its breaker. */
export function failuresInARow(history: readonly HealEvent[], playbook: string): number {
  let count = 0;
  for (const event of history) {
    if (event.playbook !== playbook) continue;
    if (event.what === 'failed') count += 1;
    else if (event.what === 'verified' || event.what === 'closed') count = 0;
  }
  return count;
}
