import { heldUntil } from '../alerts/policy/held.ts';
import type { Config } from '../config/schema.ts';
import type { Layout } from '../files/layout.ts';
import { enqueue } from '../notify/outbox/store.ts';
import { briefOf } from './render/brief.ts';
import type { Report } from './report.ts';

/**
 * Queues a report's short form for the channels of the configuration, after the quiet hours; synced. A report is sent once, however often
 * it is made. False: nobody wants it, or it was queued before.
 */
export function sendReport(at: Layout, config: Config, report: Report, now: number): boolean {
  const { send_to: channels, send } = config.reports;
  if (channels.length === 0 || !send.includes(report.kind)) return false;
  const quietHours = { ...config.quiet_hours, timeZone: config.time_zone };
  return enqueue(at, {
    ...briefOf(report, config.locale),
    key: `report:${report.kind}:${report.name}`,
    severity: 'info',
    channels,
    deliverAfter: heldUntil('info', now, { quietHours }),
    thread: null,
    resolves: false,
  });
}
