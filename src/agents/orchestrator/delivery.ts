import { errorText } from '../../core/errors.ts';
import { appendDeliveries } from '../../core/notify/deliveries.ts';
import { keepDelivering } from '../../core/notify/keep-delivering.ts';
import type { Delivery } from '../../core/notify/outbox/work.ts';
import { notifyConfigOf } from '../../core/notify/reach.ts';
import type { Desk } from './desk.ts';

/** Delivers the outbox for as long as the orchestrator lives. What is asked to close ends what is under way; it counts as not tried. */
export function keepTelling(desk: Desk): () => Promise<void> {
  const delivering = keepDelivering(
    desk.at,
    () => notifyConfigOf(desk.config),
    (delivery) => write(desk, delivery),
  );
  desk.queued = delivering.look;
  return delivering.close;
}

function write(desk: Desk, delivery: Delivery): void {
  const { sent, dead, unreadable, fault } = delivery;
  for (const { outgoing, sent: receipt } of sent)
    desk.log('info', 'notify', `told over ${receipt?.channel ?? 'a channel'}: ${outgoing.title}`);
  for (const { outgoing, dead: end } of dead)
    desk.log('error', 'notify', `given up (${end?.reason ?? 'no reason'}): ${outgoing.title}`);
  for (const file of unreadable) desk.log('error', 'notify', `${file} was no message and is in quarantine`);
  if (fault !== null) desk.log('error', 'notify', `the disk did not take what became of a message: ${fault}`);
  try {
    appendDeliveries(desk.at, [...sent, ...dead]);
  } catch (error) {
    desk.log('error', 'notify', `alerts/deliveries.jsonl: ${errorText(error)}`);
  }
  desk.changed();
}
