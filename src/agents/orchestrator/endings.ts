import { endingOfGone, judgeExit } from '../../core/sessions/ending.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import type { RunEntry } from '../../core/sessions/run-log.ts';
import { readRuns, runEntryOf } from '../../core/sessions/run-log.ts';
import { type Ending, settleSession } from '../../core/sessions/settle.ts';
import { endLeftovers } from '../../core/sessions/stop.ts';
import type { Desk } from './desk.ts';
import { lastRunOf, type Run, type Unit } from './unit.ts';

/** The kernel's word on a child. Both null: the process was none of ours, or its end was seen otherwise. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Writes down how a run ended, from the best witness there is, and ends what its process left behind. */
export function concludeRun(desk: Desk, unit: Unit, run: Run, exit: Exit): RunEntry {
  const { record } = run;
  endLeftovers(record);
  const entry = hasEnded(record.status) ? runEntryOf(record, record.status, null) : settle(desk, unit, run, exit);
  unit.last = lastRunOf(entry);
  const why = entry.reason === null ? '' : ` (${entry.reason})`;
  desk.log(entry.status === 'done' ? 'info' : 'warn', 'runs', `${entry.key} ended: ${entry.status}${why}`);
  return entry;
}

function settle(desk: Desk, unit: Unit, run: Run, exit: Exit): RunEntry {
  const { record } = run;
  const ending = endingOf(desk, unit, run, exit);
  const settled = settleSession(desk.at, record.id, record.runId, ending);
  if (settled !== null) return runEntryOf(settled, ending.status, null);
  // A built-in agent writes its own outcome, and the first word stands.
  const logged = readRuns(desk.at, { recent: true }).findLast((entry) => entry.runId === record.runId);
  return logged ?? runEntryOf(record, ending.status, null);
}

function endingOf(desk: Desk, unit: Unit, run: Run, exit: Exit): Ending {
  const { record } = run;
  const success = unit.config.success_exit_codes;
  const gone = endingOfGone(desk.at, record, success);
  if (gone.status !== 'lost') return gone;
  if (exit.code !== null || exit.signal !== null) {
    // The keeper itself was killed, or there is none: what the kernel says of it is all there is.
    return record.argv === null || exit.signal !== null
      ? {
          status: 'failed',
          exitCode: exit.code,
          signal: exit.signal,
          reason: exit.signal === null ? `exited with ${exit.code}` : `ended by ${exit.signal}`,
        }
      : judgeExit(success, exit.code, null);
  }
  return gone;
}
