import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, OpsError } from '../errors.ts';
import { FOLDER_MODE, removeFile, writeJsonAtomic } from '../files/atomic.ts';
import { appendJsonLines, readJsonLines } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import { withLock } from '../files/lock.ts';
import { type ReadResult, readJson } from '../files/read-json.ts';
import { rememberingReader } from '../files/remembered.ts';
import type { Alert, AlertState, Severity } from './alert.ts';

const FINGERPRINT = /^[0-9a-f]{16}$/;

export function alertsFolder(at: Layout): string {
  return join(at.alerts, 'state');
}

export function alertPath(at: Layout, fingerprint: string): string {
  if (!FINGERPRINT.test(fingerprint))
    throw new OpsError('E_USAGE', `${fingerprint} is not the fingerprint of an alert`);
  return join(alertsFolder(at), `${fingerprint}.json`);
}

const remembered = rememberingReader<ReadResult>();

export interface AlertList {
  /** By fingerprint. */
  alerts: Map<string, Alert>;
  /** Files that cannot be read cost themselves only. */
  problems: { file: string; reason: string }[];
}

export function listAlerts(at: Layout): AlertList {
  const alerts = new Map<string, Alert>();
  const problems: AlertList['problems'] = [];
  for (const file of namesIn(alertsFolder(at))) {
    const path = join(alertsFolder(at), file);
    const read = remembered(path, () => readJson(path));
    if (read === null || read.state === 'missing') continue;
    const alert = read.state === 'read' ? (read.value as Partial<Alert> | null) : null;
    if (alert?.version === 1 && `${alert.fingerprint}.json` === file)
      alerts.set(alert.fingerprint ?? '', alert as Alert);
    else problems.push({ file, reason: read.state === 'unreadable' ? read.reason : 'it is no alert of version 1' });
  }
  return { alerts, problems };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Replaces an alert's file, synced. Call it inside `changeAlerts`. */
export function writeAlert(at: Layout, alert: Alert): void {
  mkdirSync(alertsFolder(at), { recursive: true, mode: FOLDER_MODE });
  writeJsonAtomic(alertPath(at, alert.fingerprint), alert, { temporary: at.temporary });
}

export function forgetAlert(at: Layout, fingerprint: string): void {
  removeFile(alertPath(at, fingerprint));
}

/** One line of alerts/history.jsonl: what became of an alert, and who or what did it. */
export interface AlertEvent {
  version: 1;
  at: string;
  fingerprint: string;
  episode: string;
  alertname: string;
  /** Which of several, and what was said of it then. Missing in what an older version wrote. */
  resource?: string | null;
  message?: string;
  /** A transition of the state machine, or what was done to the alert: `acknowledged`, `resolved by hand`, … */
  what: AlertState | 'severity raised' | 'flapping' | 'acknowledged' | 'unacknowledged' | 'resolved by hand' | 'tried';
  severity: Severity;
  value: number | null;
  by: string;
  text: string | null;
}

export function alertHistoryPath(at: Layout): string {
  return join(at.alerts, 'history.jsonl');
}

export function appendAlertEvents(at: Layout, events: readonly AlertEvent[]): void {
  if (events.length > 0) appendJsonLines(alertHistoryPath(at), events, { sync: true });
}

export function readAlertEvents(at: Layout): AlertEvent[] {
  return readJsonLines<AlertEvent>(alertHistoryPath(at)).values;
}

/** Everybody who changes alerts, the orchestrator and a command beside it, does it one after the other. */
export function changeAlerts<T>(at: Layout, act: () => T): T {
  return withLock(at, 'alerts', act);
}
