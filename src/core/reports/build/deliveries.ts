import type { DeliveryRecord } from '../../notify/deliveries.ts';
import type { Notification } from '../../notify/tell.ts';
import { clean, iso, round } from '../gather/clean.ts';
import { percentile } from '../measure/statistics.ts';
import type { Deliveries } from '../report-events.ts';
import type { Stretch, Timed } from './input.ts';

const MOST_LISTED = 10;

/** What became of the messages that were confirmed or given up in a stretch. */
export function deliveriesOf(all: readonly Timed<DeliveryRecord>[], span: Stretch): Deliveries {
  const inside = all.filter(({ time }) => time >= span.from && time < span.to);
  const confirmed = inside.filter(({ value }) => value.channel !== null);
  const givenUp = inside.filter(({ value }) => value.channel === null);
  const byChannel: Record<string, number> = {};
  for (const { value } of confirmed) {
    const channel = clean(value.channel, 60);
    byChannel[channel] = (byChannel[channel] ?? 0) + 1;
  }
  const times = confirmed
    .map(({ value }) => value.tookMs / 1_000)
    .filter((seconds) => Number.isFinite(seconds))
    .sort((one, other) => one - other);
  const [p50, p95, max] = [percentile(times, 0.5), percentile(times, 0.95), times.at(-1) ?? null];
  return {
    delivered: confirmed.length,
    byChannel,
    seconds:
      p50 === null || p95 === null || max === null
        ? null
        : { p50: round(p50, 2), p95: round(p95, 2), max: round(max, 2) },
    givenUp: givenUp.length,
    failures: givenUp.slice(-MOST_LISTED).map(({ time, value }) => ({
      at: iso(time),
      title: clean(value.title, 160),
      reason: clean(value.reason, 160),
    })),
  };
}

/** How many notifications a channel had confirmed by a moment. Their own field says only that they were queued. */
export function confirmedBy(
  moment: number,
  told: readonly Timed<Notification>[],
  deliveries: readonly Timed<DeliveryRecord>[],
): number {
  const confirmed = new Set(
    deliveries.filter(({ time, value }) => time < moment && value.channel !== null).map(({ value }) => value.key),
  );
  return told.filter(({ value }) => confirmed.has(`told:${value.id}`)).length;
}
