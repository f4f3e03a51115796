import { loadConfigFast } from '../../core/config/cached.ts';
import { listRecords, quarantineUnreadable } from '../../core/sessions/registry.ts';
import { cleanUp, overdueSessions } from '../../core/sessions/retention.ts';
import { plural } from '../../core/text/plural.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const dryRun = flag(input, 'dryRun');
  const { config } = await loadConfigFast(at);
  const retention = { days: config.retention.sessions_days, count: config.retention.sessions_count };
  const now = Date.now();
  const { records, unreadable } = listRecords(at);
  const removed = dryRun ? overdueSessions(at, retention, now) : cleanUp(at, retention, now);
  const quarantined = dryRun ? unreadable.length : quarantineUnreadable(at, unreadable);
  const verb = dryRun ? 'would be ' : '';
  return {
    data: { dryRun, beforeCount: records.length, afterCount: records.length - removed.length, removed, quarantined },
    text: `${removed.length} of ${plural(records.length, 'session')} ${verb}removed, ${plural(quarantined, 'unreadable record')} ${verb}moved to quarantine`,
  };
};
