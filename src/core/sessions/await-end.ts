import type { Layout } from '../files/layout.ts';
import { watchFolder } from '../files/watch-folder.ts';
import { hasEnded } from './record.ts';
import { readRecord } from './registry.ts';
import { rowOf, rowOfRun, type SessionRow } from './row.ts';
import { readRuns } from './run-log.ts';
import { viewOf } from './view.ts';

const LOOK_EVERY_MS = 500;
/** A process that is gone was just waited for by somebody, who is about to write how it ended: so long nobody calls it lost. */
const SETTLING_MS = 1_500;

/** How a run ended, or null while it goes on. Found in the registry, and in the run log when its files are gone. */
function ending(at: Layout, id: string, runId: string): SessionRow | null {
  const now = Date.now();
  const record = readRecord(at, id);
  if (record !== null && record.runId === runId) {
    const view = viewOf(at, record, now);
    return hasEnded(view.status) ? rowOf(view, {}, now) : null;
  }
  const run = readRuns(at, { recent: false }).findLast((entry) => entry.runId === runId);
  return run === undefined ? null : rowOfRun(run, now);
}

/** A longer timer of Node would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits until a run has ended; null when the time is over first. `timeoutMs` 0 waits for ever. @throws where its record is broken. */
export function awaitEnd(at: Layout, id: string, runId: string, timeoutMs: number): Promise<SessionRow | null> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      clearInterval(keepAlive);
      watch.close();
    };
    const end = (row: SessionRow | null) => {
      stop();
      resolve(row);
    };
    const guarded = (act: () => void) => () => {
      try {
        act();
      } catch (error) {
        stop();
        reject(error);
      }
    };
    let lostSince: number | null = null;
    const look = guarded(() => {
      const row = ending(at, id, runId);
      if (row?.status !== 'lost') lostSince = null;
      else lostSince ??= performance.now();
      if (row !== null && (lostSince === null || performance.now() - lostSince > SETTLING_MS)) end(row);
    });
    const over = guarded(() => end(ending(at, id, runId)));
    const timer = timeoutMs > 0 ? setTimeout(over, Math.min(timeoutMs, LONGEST_MS)) : undefined;
    const keepAlive = setInterval(() => {}, 60_000);
    const watch = watchFolder(at.sessions, look, LOOK_EVERY_MS);
    look();
  });
}
