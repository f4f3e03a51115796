import type { World } from './model.ts';
import type { Row } from './rows.ts';
import { lastRuns } from './runs.ts';
import { scheduleWords } from './schedule-words.ts';
import { type Line, line } from './text-line.ts';
import { ago, clock, until } from './times.ts';

/** Everything that runs at times, the next one first; behind it how its last runs went. */
export function scheduleLines({ rows, snapshot, now }: World): Line[] {
  const planned = rows.filter(({ schedule }) => schedule !== null);
  if (planned.length === 0) return [line('Nothing runs by a schedule.', 'quiet')];
  const widest = Math.max(...planned.map(({ name }) => name.length));
  const key = ({ nextRunAt, name }: Row) => `${nextRunAt ?? '\uffff'} ${name}`;
  const ordered = [...planned].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  return ordered.map((row) => {
    const marks = lastRuns(snapshot.runs.filter(({ agentId }) => agentId === row.agentId));
    const parts = [
      (until(row.nextRunAt, now) ?? row.state).padStart(9),
      (row.nextRunAt === null ? '' : shortClock(row.nextRunAt, now)).padEnd(11),
      row.name.padEnd(widest),
      scheduleWords(row.schedule ?? '').padEnd(15),
      marks ?? (row.lastAt === null ? 'never ran' : `last ${ago(row.lastAt, now)} ago`),
    ];
    return line(parts.join('  ').trimEnd(), toneOf(row));
  });
}

/** `02:00:00` today, `11-30 02:00` on another day. */
function shortClock(time: string, now: number): string {
  const whole = clock(time, now);
  return whole.includes(' ') ? whole.slice('2026-'.length, -':00'.length) : whole;
}

function toneOf({ state, nextRunAt }: Row): Line['tone'] {
  if (state === 'failed' || state === 'late') return 'bad';
  return nextRunAt === null ? 'quiet' : 'plain';
}
