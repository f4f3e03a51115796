import { type AlertEvent, alertHistoryPath } from '../alerts/store.ts';
import type { Layout } from '../files/layout.ts';
import type { AuditEntry } from '../healing/audit/entry.ts';
import { auditPath } from '../healing/audit/store.ts';
import { type DeliveryRecord, deliveriesPath } from '../notify/deliveries.ts';
import { type Notification, notificationsPath } from '../notify/tell.ts';
import type { OwnLogLine } from '../own-log.ts';
import type { RunEntry } from '../sessions/run-log.ts';
import type { Heartbeat } from '../status/heartbeat.ts';
import { type Mark, marksPath } from './mark.ts';

/** Something that happened, of whatever kind. Times ISO 8601. */
export interface HappenedEvent {
  version: 1;
  /** Given to --since: nothing before and including this event comes again. */
  cursor: string;
  at: string;
  kind: string;
  /** What it is about: a session's key, an alert's fingerprint, a playbook, a channel; null: the workspace. */
  subject: string | null;
  /** In words, one line. */
  text: string;
  /** The line as it stands in its file. */
  data: unknown;
}

type Described = Pick<HappenedEvent, 'at' | 'kind' | 'subject' | 'text'>;

/** A file that only grows, a JSON line for each event. */
export interface Source {
  name: string;
  path: (at: Layout) => string;
  describe: (line: never) => Described;
}

/** Each file's lines as events. A name stands in cursors, so it never changes. */
export const SOURCES: readonly Source[] = [
  {
    name: 'runs',
    path: (at) => at.runLog,
    describe: ({ endedAt, key, status, reason }: RunEntry) => ({
      at: endedAt,
      kind: 'session.ended',
      subject: key,
      text: reason === null ? status : `${status}: ${reason}`,
    }),
  },
  {
    name: 'log',
    path: (at) => at.ownLog,
    describe: ({ at, subsystem, message, sessionKey, level }: OwnLogLine) => ({
      at,
      kind: `log.${level}`,
      subject: sessionKey,
      text: `${subsystem}: ${message}`,
    }),
  },
  {
    name: 'heartbeats',
    path: (at) => at.heartbeatLog,
    describe: ({ at, status, reason }: Heartbeat) => ({
      at,
      kind: 'heartbeat',
      subject: null,
      text: reason === null ? status : `${status}: ${reason}`,
    }),
  },
  {
    name: 'alerts',
    path: alertHistoryPath,
    describe: ({ at, what, fingerprint, alertname, resource, severity, text }: AlertEvent) => ({
      at,
      kind: `alert.${what.replaceAll(' ', '-')}`,
      subject: fingerprint,
      text: [alertname, resource, severity, text].filter((part) => part !== null && part !== undefined).join(' '),
    }),
  },
  {
    name: 'notifications',
    path: notificationsPath,
    describe: ({ at, severity, subject, text }: Notification) => ({
      at,
      kind: `notification.${severity}`,
      subject,
      text,
    }),
  },
  {
    name: 'marks',
    path: marksPath,
    describe: ({ at, by, text }: Mark) => ({ at, kind: 'system.event', subject: by, text }),
  },
  {
    name: 'deliveries',
    path: deliveriesPath,
    describe: ({ at, channel, title, reason }: DeliveryRecord) => ({
      at,
      kind: channel === null ? 'delivery.dead' : 'delivery.sent',
      subject: channel,
      text: reason === null ? title : `${title}: ${reason}`,
    }),
  },
  {
    name: 'audit',
    path: auditPath,
    describe: ({ at, kind, playbook, target, by }: AuditEntry) => ({
      at,
      kind: `heal.${kind.replaceAll(' ', '-')}`,
      subject: playbook,
      text: `${kind}${target === null ? '' : ` on ${target}`} by ${by}`,
    }),
  },
];
