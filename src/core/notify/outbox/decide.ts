import { deadLetterText } from '../texts/many.ts';
import { DEAD_LETTER } from './batch.ts';
import type { OutboxEntry } from './entry.ts';
import { planOf } from './plan.ts';
import { enqueue, saveQueued, settle } from './store.ts';
import { dueAt, type Work } from './work.ts';

/** The channel that a message goes to now, or until when it waits; null: it is dead, and that is dealt with. */
export function decide(work: Work, entry: OutboxEntry): { channel: string } | { until: number } | null {
  const now = work.clock();
  const plan = planOf(entry, work.view, now);
  if (plan.type === 'attempt') return { channel: plan.channel };
  if (plan.type === 'dead') {
    bury(work, entry, plan.reason);
    return null;
  }
  if (plan.why !== null && entry.waiting === null) {
    saveQueued(work.at, { ...entry, waiting: { since: new Date(now).toISOString(), reason: plan.why } });
  }
  dueAt(work, plan.until);
  return { until: plan.until };
}

/** Tells that a message is dead before it is put among the dead: a crash in between tells it once all the same, since the key is one. */
function bury(work: Work, entry: OutboxEntry, reason: string): void {
  const { at, config, view, options, delivery } = work;
  const now = work.clock();
  const dead: OutboxEntry = { ...entry, dead: { at: new Date(now).toISOString(), reason } };
  const others = Object.keys(config.channels).filter(
    (name) => view.problem(name) === null && !(name in entry.channels),
  );
  // That a dead letter is dead is told to nobody: it would go on for ever.
  const isTold = others.length > 0 && !entry.outgoing.key.startsWith(DEAD_LETTER) && options.only === undefined;
  if (isTold) {
    const key = `${DEAD_LETTER}${entry.id}:${entry.queuedAt}`;
    enqueue(
      at,
      {
        ...entry.outgoing,
        ...deadLetterText({ locale: config.locale, reason, outgoing: entry.outgoing }),
        key,
        channels: others,
        deliverAfter: null,
        thread: null,
        resolves: false,
      },
      { now },
    );
    dueAt(work, now);
  }
  settle(at, dead);
  delivery.dead.push(dead);
}
