import { hostname } from 'node:os';
import { type AlertEvent, alertHistoryPath } from '../alerts/store.ts';
import type { Config } from '../config/schema.ts';
import type { Layout } from '../files/layout.ts';
import type { AuditEntry } from '../healing/audit/entry.ts';
import { auditPath } from '../healing/audit/store.ts';
import type { Table } from '../metrics/history/table.ts';
import { type DeliveryRecord, deliveriesPath } from '../notify/deliveries.ts';
import { type Notification, notificationsPath } from '../notify/tell.ts';
import type { RunEntry } from '../sessions/run-log.ts';
import type { Heartbeat } from '../status/heartbeat.ts';
import { buildReport } from './build/build.ts';
import { capacityOf } from './build/capacity.ts';
import { earlierOf } from './build/earlier.ts';
import type { Stretch } from './build/input.ts';
import { FILLING, SERIES } from './build/series.ts';
import { readAnalyses } from './gather/analyses.ts';
import { clean } from './gather/clean.ts';
import { readEvents } from './gather/events.ts';
import { readIncidents } from './gather/incidents.ts';
import { lastSampleBefore, type Samples, samplesOf } from './gather/metrics.ts';
import { readChanges } from './machine/journal.ts';
import type { Report, Unread } from './report.ts';
import { type Period, periodBefore, type ReportKind } from './time/period.ts';

const DAY_MS = 86_400_000;
/** How far back a forecast looks from the period's end: two weeks hold two weekends, a month's growth needs a month and its neighbour. */
const FORECAST_PAST_DAYS: Readonly<Record<ReportKind, number>> = { daily: 14, weekly: 28, monthly: 62 };

/** Makes the report of a period from what lies in the workspace; of a period that still runs, up to `now`. Reads only. */
export function makeReport(at: Layout, config: Config, period: Period, now: number): Report {
  const complete = now >= period.to;
  const span: Stretch = { from: period.from, to: complete ? period.to : Math.max(period.from + 1, now) };
  const earlier = periodBefore(period);
  // Half a day is compared with the same half of the day before.
  const before = {
    from: earlier.from,
    to: complete ? earlier.to : Math.min(earlier.to, earlier.from + span.to - span.from),
  };
  const past = span.to - FORECAST_PAST_DAYS[period.kind] * DAY_MS;

  // One after the other, so that of two months of minutes only one is held at a time.
  const compared = drawn(samplesOf(at, before, SERIES), (table) => earlierOf(table, before));
  const growth = drawn(samplesOf(at, { from: past, to: span.to }, FILLING), capacityOf);
  const samples = samplesOf(at, { from: span.from - DAY_MS, to: span.to }, SERIES);
  const runs = readEvents<RunEntry>(
    at,
    at.runLog,
    ({ agentId, status, endedAt }) => areTexts(agentId, status) && endedAt,
  );
  const beats = readEvents<Heartbeat>(at, at.heartbeatLog, (beat) => areTexts(beat.status) && beat.at);
  const told = readEvents<Notification>(
    at,
    notificationsPath(at),
    (entry) => areTexts(entry.subject, entry.severity) && entry.at,
  );
  const alertEvents = readEvents<AlertEvent>(
    at,
    alertHistoryPath(at),
    ({ fingerprint, episode, what, severity, at: time }) => areTexts(fingerprint, episode, what, severity) && time,
  );
  const deliveries = readEvents<DeliveryRecord>(at, deliveriesPath(at), (entry) => areTexts(entry.key) && entry.at);
  // Whether its chain is whole is for `ops audit verify` to say; a report shows what stands there.
  const audit = readEvents<AuditEntry>(at, auditPath(at), (entry) => areTexts(entry.kind) && entry.at);
  const incidents = readIncidents(at);
  const analyses = readAnalyses(at, span);
  const analysesBefore = readAnalyses(at, before);
  const changes = readChanges(at);
  return buildReport({
    period,
    span,
    complete,
    before,
    host: clean(hostname(), 80),
    thresholds: config.thresholds,
    heartbeatIntervalMs: config.heartbeat_interval_minutes * 60_000,
    targetPercent: config.availability_target_percent,
    samples: samples.table,
    hoursBefore: samples.hoursBefore,
    earlier: compared.value,
    lastBefore: lastSampleBefore(at, span.from),
    capacity: growth.value,
    // A crash may have written the end of a run twice.
    runs: onceEach(runs.entries, ({ value }) => value.runId),
    beats: beats.entries,
    // What an alert tells of stands among the alerts.
    notifications: told.entries.filter(({ value }) => value.alertname === undefined),
    alertEvents: alertEvents.entries,
    deliveries: deliveries.entries,
    audit: audit.entries,
    incidents: incidents.incidents,
    analyses: analyses.analyses,
    analysesBefore: analysesBefore.analyses,
    changes,
    unread: onceEach(
      [samples, compared, runs, beats, told, alertEvents, deliveries, audit, incidents, analyses, changes].flatMap(
        ({ unread }) => unread,
      ),
      ({ file }) => file,
    ),
  });
}

function areTexts(...values: unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}

/** Keeps what is made of samples, and lets these go. */
function drawn<T>({ table, unread }: Samples, draw: (table: Table) => T): { value: T; unread: readonly Unread[] } {
  return { value: draw(table), unread };
}

function onceEach<T>(entries: readonly T[], nameOf: (entry: T) => string): T[] {
  const known = new Set<string>();
  return entries.filter((entry) => {
    const isNew = !known.has(nameOf(entry));
    known.add(nameOf(entry));
    return isNew;
  });
}
