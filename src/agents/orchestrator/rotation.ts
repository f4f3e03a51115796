import { statSync } from 'node:fs';
import { errorText } from '../../core/errors.ts';
import { removeFile } from '../../core/files/atomic.ts';
import { compress, copyAndEmpty, rotatedFiles } from '../../core/files/rotate.ts';
import { freeze, thaw } from '../../core/process/freeze.ts';
import { outputPath } from '../../core/sessions/settle.ts';
import type { Desk } from './desk.ts';
import type { Run, Unit } from './unit.ts';

const EVERY_MS = 10_000;
const MB = 1_000_000;
const DAY_MS = 86_400_000;

/** Rotates the output of what runs, by size and age, and keeps a few of the old ones, compressed. */
export function keepRotating(desk: Desk): () => void {
  const rotatedAt = new Map<string, number>();
  const look = () => {
    for (const unit of desk.units.values()) {
      for (const run of unit.runs.values()) rotateRun(desk, unit, run, rotatedAt);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return () => clearInterval(timer);
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
    const copy = copyAndEmpty(path, freezeOf(run));
    void compress(copy)
      .then(() => dropOld(path, keep))
      .catch((error) => desk.log('error', 'rotation', `${copy}: ${errorText(error)}`));
  } catch (error) {
    // A full disk: the output stays whole where it is, and the next look tries again.
    rotatedAt.delete(run.record.id);
    desk.log('error', 'rotation', `${path} could not be rotated: ${errorText(error)}`);
  }
}

/** A suspended run is frozen already, and must not be woken. */
function freezeOf(run: Run): { stop: () => void; go: () => void } {
  const { owner, status } = run.record;
  if (owner === null || status === 'suspended') return { stop: () => {}, go: () => {} };
  return {
    stop() {
      if (!freeze(owner)) throw new Error('its processes did not stand still');
    },
    go: () => thaw(owner),
  };
}

function dropOld(path: string, keep: number): void {
  for (const old of rotatedFiles(path).slice(keep)) removeFile(old);
}
