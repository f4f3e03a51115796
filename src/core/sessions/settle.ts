import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile } from '../files/atomic.ts';
import { readTail } from '../files/json-lines.ts';
import type { Layout } from '../files/layout.ts';
import { exitPath, inputPath } from '../keeper/keeper.ts';
import { stripControl } from '../text/control.ts';
import { redact } from '../text/redact.ts';
import { historyPath, recordEvent } from './history.ts';
import { assertSessionId } from './names.ts';
import { hasEnded, type Outcome, type SessionRecord } from './record.ts';
import { readRecord, removeRecord, updateRecord } from './registry.ts';
import { appendRun, readRuns, runEntryOf } from './run-log.ts';
import { leasePath } from './view.ts';

const TAIL_BYTES = 2_000;

export interface Ending {
  status: Outcome;
  exitCode?: number | null;
  signal?: string | null;
  reason?: string | null;
}

export function outputPath(at: Layout, id: string): string {
  return join(at.output, `${assertSessionId(id)}.log`);
}

/**
 * Writes down how a run ended: in its record, then in the run log. The first one to say so is believed; a later word about the same
 * run changes nothing. Returns the ended record, or null where the run had ended before or is not the session's current one.
 */
export function settleSession(at: Layout, id: string, runId: string, ending: Ending): SessionRecord | null {
  let settled: SessionRecord | null = null;
  updateRecord(at, id, (record) => {
    if (record === null || record.runId !== runId || hasEnded(record.status)) return null;
    settled = {
      ...record,
      status: ending.status,
      endedAt: new Date().toISOString(),
      exitCode: ending.exitCode ?? null,
      signal: ending.signal ?? null,
      reason: ending.reason ?? null,
    };
    return settled;
  });
  if (settled !== null) finish(at, settled);
  return settled;
}

/** What follows an outcome. A crash in between is made good by `finishEnded` at the next start. */
function finish(at: Layout, record: SessionRecord): void {
  const status = record.status as Outcome;
  const tail = status === 'done' ? null : outputTail(at, record.id);
  appendRun(at, runEntryOf(record, status, tail));
  removeFile(leasePath(at, record.id));
  // What the keeper wrote stands in the record now; files that stay here are those whose end nobody took yet.
  removeFile(exitPath(at, record.id));
  if (record.cleanup === 'delete' && record.kind !== 'main') removeSessionFiles(at, record.id);
  else recordEvent(at, record.id, 'ended', `${status}${record.reason === null ? '' : `: ${record.reason}`}`);
}

/** Completes what a crash left half done: ended sessions without an entry in the run log, or with files that should be gone. */
export function finishEnded(at: Layout, records: readonly SessionRecord[]): number {
  const ended = records.filter((record) => hasEnded(record.status));
  if (ended.length === 0) return 0;
  const logged = new Set(readRuns(at, { recent: false }).map((entry) => entry.runId));
  let finished = 0;
  for (const record of ended) {
    if (!logged.has(record.runId)) finish(at, record);
    else if (record.cleanup === 'delete' && record.kind !== 'main') removeSessionFiles(at, record.id);
    else continue;
    finished += 1;
  }
  return finished;
}

function outputTail(at: Layout, id: string): string | null {
  const tail = readTail(outputPath(at, id), TAIL_BYTES);
  return tail === null || tail.text === '' ? null : redact(stripControl(tail.text));
}

/** Removes an ended session's files, the record first: without it the others are only files. */
export function removeSessionFiles(at: Layout, id: string): boolean {
  const record = readRecord(at, id);
  if (record !== null && !hasEnded(record.status)) return false;
  const removed = removeRecord(at, id);
  removeFile(historyPath(at, id));
  removeFile(outputPath(at, id));
  removeFile(leasePath(at, id));
  removeFile(exitPath(at, id));
  removeFile(inputPath(at, id));
  rmSync(join(at.mail, assertSessionId(id)), { recursive: true, force: true });
  return removed;
}
