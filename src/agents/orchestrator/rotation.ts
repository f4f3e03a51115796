import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../core/errors.ts';
import { removeFile } from '../../core/files/atomic.ts';
import { compress, copyAndEmpty, rotatedFiles } from '../../core/files/rotate.ts';
import { processesWith } from '../../core/process/cookie.ts';
import { freeze, thaw } from '../../core/process/freeze.ts';
import { type Owner, ownerOf, readProcessStat } from '../../core/process/identity.ts';
import { outputPath } from '../../core/sessions/settle.ts';
import type { Desk } from './desk.ts';
import type { Run, Unit } from './unit.ts';

const EVERY_MS = 10_000;
const PATIENCE_MS = 50;
const MB = 1_000_000;
const DAY_MS = 86_400_000;

/** Rotates the output of what runs, by size and age, and keeps a few of the old ones, compressed. */
export function keepRotating(desk: Desk, everyMs = EVERY_MS): () => void {
  const rotatedAt = new Map<string, number>();
  for (const unit of desk.units.values()) {
    for (const run of unit.runs.values()) tryTo(desk, run, () => recover(desk, unit, run));
  }
  const look = () => {
    for (const unit of desk.units.values()) {
      for (const run of unit.runs.values()) tryTo(desk, run, () => rotateRun(desk, unit, run, rotatedAt));
    }
  };
  const timer = setInterval(look, everyMs);
  return () => clearInterval(timer);
}

function tryTo(desk: Desk, run: Run, act: () => void): void {
  try {
    act();
  } catch (error) {
    desk.log('error', 'rotation', `${run.record.key}: ${errorText(error)}`);
  }
}

function rotateRun(desk: Desk, unit: Unit, run: Run, rotatedAt: Map<string, number>): void {
  const path = outputPath(desk.at, run.record.id);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.size === 0) return;
  const now = Date.now();
  const since = rotatedAt.get(run.record.id) ?? stat.birthtimeMs;
  const { max_mb, max_days, keep } = unit.config.log;
  if (stat.size < max_mb * MB && now - since < max_days * DAY_MS) return;
  rotatedAt.set(run.record.id, now);
  try {
    pack(desk, path, copyMarked(desk, run, path), keep);
  } catch (error) {
    // A full disk: the output stays whole where it is, and the next look tries again.
    rotatedAt.delete(run.record.id);
    desk.log('error', 'rotation', `${path} could not be rotated: ${errorText(error)}`);
  }
}

function pack(desk: Desk, path: string, copy: string, keep: number): void {
  void compress(copy)
    .then(() => dropOld(path, keep))
    .catch((error) => desk.log('error', 'rotation', `${copy}: ${errorText(error)}`));
}

function markPath(desk: Desk, id: string): string {
  return join(desk.at.run, `${id}.rotating`);
}

/** An orchestrator that dies in the middle leaves a mark: the next one lets the run go on, and no line stands in two files. */
function copyMarked(desk: Desk, run: Run, path: string): string {
  const mark = markPath(desk, run.record.id);
  writeFileSync(mark, '');
  const copy = copyAndEmpty(path, freezeOf(run));
  removeFile(mark);
  return copy;
}

/** Ends what an orchestrator before this one began with a run's output and did not end. */
function recover(desk: Desk, unit: Unit, run: Run): void {
  const { id, owner, status } = run.record;
  const path = outputPath(desk.at, id);
  const begun = existsSync(markPath(desk, id));
  const copies = rotatedFiles(path).filter((copy) => !copy.endsWith('.gz'));
  const [last] = copies;
  // Not emptied yet: what stands in the copy stands in the output, too.
  if (begun && last !== undefined && sizeOf(path) >= sizeOf(last)) removeFile(copies.shift() ?? last);
  for (const copy of copies) pack(desk, path, copy, unit.config.log.keep);
  if (!begun) return;
  if (owner !== null && status !== 'suspended') {
    signalAll(outsiders(run), 'SIGCONT');
    thaw(owner);
  }
  removeFile(markPath(desk, id));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What a run started and what left its group still writes to its output: found by the run's id in its environment. */
function outsiders(run: Run): Owner[] {
  const { owner, runId } = run.record;
  const pids = processesWith('OPS_RUN_ID', [runId]).get(runId) ?? [];
  return pids
    .filter((pid) => readProcessStat(pid)?.groupId !== owner?.pid)
    .map(ownerOf)
    .filter((found): found is Owner => found !== null);
}

function signalAll(owners: readonly Owner[], signal: NodeJS.Signals): void {
  for (const { pid } of owners) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended meanwhile.
    }
  }
}

/** A stop reaches a process that runs on another core a moment later. */
function standStill(owners: readonly Owner[]): boolean {
  const deadline = performance.now() + PATIENCE_MS;
  const stands = ({ pid }: Owner) => 'TtZX'.includes(readProcessStat(pid)?.state ?? 'X');
  while (!owners.every(stands)) if (performance.now() > deadline) return false;
  return true;
}

/** A suspended run is frozen already, and must not be woken. */
function freezeOf(run: Run): { stop: () => void; go: () => void } {
  const { owner, status } = run.record;
  if (owner === null || status === 'suspended') return { stop: () => {}, go: () => {} };
  let others: Owner[] = [];
  return {
    stop() {
      others = outsiders(run);
      signalAll(others, 'SIGSTOP');
      if (!freeze(owner) || !standStill(others)) throw new Error('its processes did not stand still');
    },
    go() {
      signalAll(others, 'SIGCONT');
      thaw(owner);
    },
  };
}

function dropOld(path: string, keep: number): void {
  for (const old of rotatedFiles(path).slice(keep)) removeFile(old);
}
