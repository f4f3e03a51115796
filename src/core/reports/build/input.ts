import type { AlertEvent } from '../../alerts/store.ts';
import type { Thresholds } from '../../config/schema.ts';
import type { AuditEntry } from '../../healing/audit/entry.ts';
import type { Table } from '../../metrics/history/table.ts';
import type { DeliveryRecord } from '../../notify/deliveries.ts';
import type { Notification } from '../../notify/tell.ts';
import type { RunEntry } from '../../sessions/run-log.ts';
import type { Heartbeat } from '../../status/heartbeat.ts';
import type { Analysis } from '../gather/analyses.ts';
import type { IncidentFile } from '../gather/incidents.ts';
import type { ChangeLog } from '../machine/journal.ts';
import type { Unread } from '../report.ts';
import type { Forecast } from '../report-parts.ts';
import type { Period } from '../time/period.ts';
import type { Earlier } from './earlier.ts';

/** A stretch of time in epoch milliseconds, without its end. */
export interface Stretch {
  from: number;
  to: number;
}

/** Everything that a report is made of. The same input makes the same report, on whatever day. */
export interface Input {
  period: Period;
  /** The part of the period that is over; the whole of it for a complete one. */
  span: Stretch;
  complete: boolean;
  /** The equally long beginning of the period before, to compare with. */
  before: Stretch;
  host: string;
  thresholds: Thresholds;
  heartbeatIntervalMs: number;
  /** How much of the time everything should be there. */
  targetPercent: number;
  /** Samples of the period and of the day before it. */
  samples: Table;
  /** The time of the last sample ahead of the period, however long ago; null where there is none. */
  lastBefore: number | null;
  /** What the period before comes down to. */
  earlier: Earlier;
  /** Before this time samples are known by the hour only. */
  hoursBefore: number | null;
  /** How disks and memory grow, from some weeks before the period up to its end. */
  capacity: readonly Forecast[];
  runs: readonly Timed<RunEntry>[];
  beats: readonly Timed<Heartbeat>[];
  notifications: readonly Timed<Notification>[];
  alertEvents: readonly Timed<AlertEvent>[];
  deliveries: readonly Timed<DeliveryRecord>[];
  audit: readonly Timed<AuditEntry>[];
  incidents: readonly IncidentFile[];
  analyses: readonly Analysis[];
  analysesBefore: readonly Analysis[];
  changes: ChangeLog;
  unread: readonly Unread[];
}

export interface Timed<T> {
  time: number;
  value: T;
}
