import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { placeOf } from '../alerts/urgent/folder.ts';
import { errorCode } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { countQuarantined } from '../files/quarantine.ts';
import { readJson } from '../files/read-json.ts';
import { listIncidents } from '../incidents/store.ts';
import { type OpenAlert, openAlerts } from './alert-facts.ts';
import { type HealingFact, healingFact } from './healing-fact.ts';

/** A file that waits for a person: an urgent alarm or an unresolved incident. */
export interface OpenFile {
  name: string;
  ageMs: number;
  /** Its title or message, or why it cannot be read. */
  text: string;
}

export interface MetricWarning {
  metric: string;
  /** Which of several: a mount, a check. */
  resource?: string | null;
  level: 'warning' | 'critical';
  value: number;
  threshold: number;
  message: string;
}

/** `.summary` of metrics/latest.json. Percent from 0 to 100; null with an entry in `missing` where a reading failed. */
export interface MetricsSummary {
  at: string;
  cpuPercent: number | null;
  memoryPercent: number | null;
  worstDisk: { mount: string; percent: number } | null;
  load: number[] | null;
  uptimeSeconds: number | null;
  missing: { reading: string; reason: string }[];
  warnings: MetricWarning[];
}

export type MetricsFact =
  | { state: 'read'; ageMs: number; stale: boolean; summary: MetricsSummary }
  | { state: 'missing' | 'unreadable'; reason: string };

/** A sample older than this many collection intervals says nothing about now. */
const STALE_INTERVALS = 3;
const DEFAULT_INTERVAL_MS = 300_000;

export function readMetrics(at: Layout, now: number): MetricsFact {
  const read = readJson(at.latestMetrics);
  if (read.state === 'missing') return { state: 'missing', reason: 'no sample was taken yet' };
  if (read.state === 'unreadable') return { state: 'unreadable', reason: `metrics/latest.json ${read.reason}` };
  const file = read.value as { intervalSeconds?: number | null; summary?: MetricsSummary };
  const { summary } = file;
  const takenAt = typeof summary?.at === 'string' ? Date.parse(summary.at) : Number.NaN;
  if (summary === undefined || Number.isNaN(takenAt))
    return { state: 'unreadable', reason: 'metrics/latest.json has no summary with a time' };
  const ageMs = Math.max(0, now - takenAt);
  const intervalMs = typeof file.intervalSeconds === 'number' ? file.intervalSeconds * 1_000 : DEFAULT_INTERVAL_MS;
  const whole = { ...summary, missing: listOf(summary.missing), warnings: listOf(summary.warnings) };
  return { state: 'read', ageMs, stale: ageMs > STALE_INTERVALS * intervalMs, summary: whole };
}

/** Entries of a list that are objects; anyone may have written the file. */
function listOf<T extends object>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

function listFiles(folder: string, ending: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function openFiles(folder: string, ending: string, now: number, describe: (path: string) => string): OpenFile[] {
  return listFiles(folder, ending).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined || !stat.isFile()
      ? []
      : [{ name, ageMs: Math.max(0, now - stat.mtimeMs), text: describe(path) }];
  });
}

/** alerts/urgent/*.json: anyone may drop a file there. What is being taken is no alert yet, so it counts until it is. */
export function urgentAlarms(at: Layout, now: number): OpenFile[] {
  return [at.urgentAlerts, placeOf(at, 'taking')].flatMap((folder) => urgentIn(folder, now));
}

function urgentIn(folder: string, now: number): OpenFile[] {
  return openFiles(folder, '.json', now, (path) => {
    const read = readJson(path);
    if (read.state !== 'read') return read.state === 'missing' ? 'gone' : read.reason;
    const alarm = read.value as Record<string, unknown> | null;
    const text = alarm?.message ?? alarm?.title ?? alarm?.summary;
    return typeof text === 'string' ? text : 'no message in it';
  });
}

/** incidents/active/*.md: open until somebody resolves them. One whose file is broken is still open, and says what is wrong. */
export function openIncidents(at: Layout, now: number): OpenFile[] {
  const { incidents, unreadable } = listIncidents(at, 'active');
  const open = incidents.filter(({ status }) => status !== 'resolved');
  return [
    ...open.map(({ file, openedAt, title, problems: [problem] }) => ({
      name: basename(file),
      ageMs: Math.max(0, now - Date.parse(openedAt)),
      text: problem === undefined ? title : `${title} (line ${problem.line}: ${problem.reason})`,
    })),
    ...unreadable.map(({ file, reason }) => ({ name: basename(file), ageMs: 0, text: reason })),
  ].sort((one, other) => (one.name < other.name ? -1 : 1));
}

export interface Facts {
  metrics: MetricsFact;
  /** Files that nobody has taken yet. */
  urgent: OpenFile[];
  alerts: OpenAlert[];
  incidents: OpenFile[];
  quarantined: number;
  healing: HealingFact;
}

/** What lies in the workspace now, for whoever judges it: the heartbeat, `status`, `health`, the dashboard. Reads only. */
export function readFacts(at: Layout, now: number): Facts {
  return {
    metrics: readMetrics(at, now),
    urgent: urgentAlarms(at, now),
    alerts: openAlerts(at, now),
    incidents: openIncidents(at, now),
    quarantined: countQuarantined(at),
    healing: healingFact(at, now),
  };
}
