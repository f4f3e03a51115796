import type { RunEntry } from '../../../core/sessions/run-log.ts';
import { took } from './times.ts';

const SHOWN = 10;
const HOUR = 3_600_000;

/** The last runs as marks, oldest first, with what came of them: `++++x+++++  9/10 ok  p50 1m 12s`. Null: none has ended yet. */
export function lastRuns(runs: readonly RunEntry[]): string | null {
  const last = runs.slice(-SHOWN);
  if (last.length === 0) return null;
  const marks = last.map(({ status }) => (status === 'done' ? '+' : status === 'killed' ? '-' : 'x')).join('');
  const good = last.filter(({ status }) => status === 'done').length;
  const half = took(middle(last.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]))));
  return `${marks}  ${good}/${last.length} ok${half === null ? '' : `  p50 ${half}`}`;
}

function middle(values: readonly number[]): number | null {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? null;
}

/** Runs that ended in each of the last hours, the present one last; null before the run log begins. */
export function runsByHour(
  runs: readonly RunEntry[],
  hours: number,
  now: number,
  wanted: (run: RunEntry) => boolean,
): (number | null)[] {
  const [first] = runs;
  const oldest = first === undefined ? now : Date.parse(first.endedAt);
  const counts = new Array<number | null>(hours).fill(0);
  for (let hour = 0; hour < hours; hour += 1) if (now - (hours - 1 - hour) * HOUR < oldest) counts[hour] = null;
  for (const run of runs) {
    const hour = hours - 1 - Math.floor((now - Date.parse(run.endedAt)) / HOUR);
    if (wanted(run) && hour >= 0 && hour < hours) counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return counts;
}
