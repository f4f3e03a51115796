import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AlertEvent, appendAlertEvents } from '../../../src/core/alerts/store.ts';
import { configSchema } from '../../../src/core/config/schema.ts';
import { appendJsonLines } from '../../../src/core/files/json-lines.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { readDay, segmentPath } from '../../../src/core/metrics/history/days.ts';
import { dayOf, samplesFolder } from '../../../src/core/metrics/history/open-day.ts';
import type { Row } from '../../../src/core/metrics/history/row.ts';
import { encodeSegment } from '../../../src/core/metrics/history/segment.ts';
import { rowsOf, tableOf } from '../../../src/core/metrics/history/table.ts';
import type { Values } from '../../../src/core/metrics/series.ts';
import { type DeliveryRecord, deliveriesPath } from '../../../src/core/notify/deliveries.ts';
import { notificationsPath } from '../../../src/core/notify/tell.ts';
import { makeWorkspace } from '../../helpers/index.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The configuration of a workspace in Seoul, where 09:00 is midnight of UTC. */
export function configuration(own: object = {}) {
  return configSchema.parse({ time_zone: 'Asia/Seoul', ...own });
}

export function time(text: string): number {
  return Date.parse(text);
}

export interface SampleDay {
  from: number;
  to: number;
  everyMs?: number;
  values?: (at: number, index: number) => Partial<Record<string, number | null>>;
  /** True where the collector was not running. */
  silent?: (at: number) => boolean;
}

/** A quiet machine that is measured every five minutes. Its days are written packed: one file each, and no fsync for each sample. */
export function addSamples(at: Layout, { from, to, everyMs = 5 * MINUTE, values, silent }: SampleDay): void {
  const days = new Map<string, Row[]>();
  let index = 0;
  for (let now = from; now < to; now += everyMs) {
    index += 1;
    if (silent?.(now) === true) continue;
    const usual = {
      cpu_percent: 20,
      load_1: 0.4,
      memory_percent: 40,
      'disk_percent{mount="/"}': 50,
      'network_receive_bytes_per_second{interface="eth0"}': 1_000,
      'network_transmit_bytes_per_second{interface="eth0"}': 500,
    };
    const row = { time: now, values: { ...usual, ...values?.(now, index) } as Values };
    days.set(dayOf(now), [...(days.get(dayOf(now)) ?? []), row]);
  }
  mkdirSync(samplesFolder(at), { recursive: true });
  for (const [day, rows] of days) {
    const known = rowsOf(readDay(at, day, () => true).table);
    writeFileSync(segmentPath(at, day), encodeSegment(tableOf([...known, ...rows])));
  }
}

export function addBeats(at: Layout, from: number, to: number, everyMs = 30 * MINUTE): void {
  const beats = [];
  for (let now = from; now < to; now += everyMs)
    beats.push({
      version: 1,
      at: new Date(now).toISOString(),
      orchestratorRunId: 'one',
      trigger: 'schedule',
      status: 'ok',
      reason: null,
      durationMs: 3,
      steps: null,
    });
  appendJsonLines(at.heartbeatLog, beats);
}

export function addRun(at: Layout, endedAt: string, own: object = {}): void {
  const run = {
    version: 1,
    at: endedAt,
    endedAt,
    runId: `run-${endedAt}`,
    agentId: 'logs-analyzer',
    kind: 'cron',
    status: 'done',
  };
  appendJsonLines(at.runLog, [{ ...run, durationMs: 1_500, reason: null, ...own }]);
}

export function addNotification(at: Layout, when: string, own: object = {}): void {
  const entry = {
    version: 1,
    id: when,
    at: when,
    severity: 'warning',
    subject: 'threshold disk warning',
    text: 'Disk',
  };
  appendJsonLines(notificationsPath(at), [{ ...entry, delivered: null, reason: 'none', ...own }]);
}

/** One line of an alert's history. The same name is the same alert, unless another fingerprint is given. */
export function addAlertEvent(at: Layout, when: string, what: AlertEvent['what'], own: Partial<AlertEvent> = {}): void {
  appendAlertEvents(at, [
    {
      ...{ version: 1, at: when, fingerprint: '00000000000000aa', episode: 'one', alertname: 'cpu_usage', what },
      ...{ severity: 'warning', value: 75, by: 'ops', text: null, ...own },
    },
  ]);
}

export function addDelivery(at: Layout, when: string, key: string, own: Partial<DeliveryRecord> = {}): void {
  const record: DeliveryRecord = {
    ...{ version: 1, at: when, key, severity: 'warning', title: 'A title', channel: 'slack', providerId: null },
    ...{ reason: null, tookMs: 400, ...own },
  };
  appendJsonLines(deliveriesPath(at), [record]);
}

export function addAnalysis(at: Layout, when: string, own: object = {}): void {
  const name = `log-insights-${when.slice(0, 16).replace('T', '-').replace(':', '')}.json`;
  const summary = { text: '', lines: 100, bytes: 1_000, errors: 2, warnings: 1, files: 1 };
  const messages = [
    { message: 'cannot connect to <*>', level: 'error', count: 2, path: '/var/log/app.log', offset: 0, sample: 's' },
  ];
  writeFileSync(
    join(at.analysis, name),
    JSON.stringify({ version: 1, at: when, summary, messages, problems: [], ...own }),
  );
}

export function emptyWorkspace(): Layout {
  return makeWorkspace();
}
