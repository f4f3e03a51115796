import type { Table } from '../../metrics/history/table.ts';
import { labelled } from '../../metrics/series.ts';
import { round } from '../gather/clean.ts';
import { lastingLabels, lastOf, pointsOf } from '../gather/metrics.ts';
import { slopeOf } from '../measure/slope.ts';
import type { Point } from '../measure/statistics.ts';
import type { Forecast } from '../report-parts.ts';

const HOUR_MS = 3_600_000;
/** A shorter past holds no night and no backup, and tells nothing about next week. */
const SHORTEST_PAST_HOURS = 24;
/** Less than half a percent in a month is no movement. */
const STEADY_PER_DAY = 0.5 / 30;
/** Nobody plans further. */
const FARTHEST_DAYS = 730;

/** How file systems and memory fill, from samples before the end of a period. Memory is judged by its growth alone. */
export function capacityOf(table: Table): Forecast[] {
  const of = (resource: Forecast['resource'], series: string, label: string | null) => {
    const subjects = label === null ? [null] : lastingLabels(table, series);
    return subjects.flatMap((subject) => {
      const name = label === null || subject === null ? series : labelled(series, label, subject);
      return forecast({ resource, subject, bytes: bytesOf(table, resource, subject) }, pointsOf(table, name)) ?? [];
    });
  };
  return [
    // What holds nothing and takes nothing (/dev/shm) is no disk that anybody plans for.
    ...of('disk', 'disk_percent', 'mount').filter(({ state, percent }) => state === 'filling' || percent > 0),
    ...of('inodes', 'inode_percent', 'mount').filter(({ state, percent }) => state === 'filling' || percent > 50),
    ...of('memory', 'memory_percent', null),
  ];
}

/** The last known bytes; what there is in all follows from the share that they are. */
function bytesOf(table: Table, resource: Forecast['resource'], subject: string | null): Forecast['bytes'] {
  const last = (series: string) => lastOf(table, series);
  if (resource === 'disk' && subject !== null) {
    const [used, percent] = ['disk_used_bytes', 'disk_percent'].map((name) => last(labelled(name, 'mount', subject)));
    return used === undefined || !percent ? null : { used, total: round((100 * used) / percent, 0) };
  }
  const [available, percent] = [last('memory_available_bytes'), last('memory_percent')];
  if (resource !== 'memory' || available === undefined || percent === undefined || percent >= 100) return null;
  const total = (100 * available) / (100 - percent);
  return { used: round(total - available, 0), total: round(total, 0) };
}

function forecast(of: Pick<Forecast, 'resource' | 'subject' | 'bytes'>, points: readonly Point[]): Forecast | null {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const observedHours = round((last.time - first.time) / HOUR_MS);
  const percent = round(last.value);
  const known = { ...of, percent, observedHours };
  const slope = observedHours < SHORTEST_PAST_HOURS ? null : slopeOf(points);
  if (slope === null) return { ...known, state: 'unknown', perDay: null, fullInDays: null, range: null };
  const perDay = round(slope.perDay, 3);
  if (Math.abs(slope.perDay) < STEADY_PER_DAY)
    return { ...known, state: 'steady', perDay, fullInDays: null, range: null };
  if (slope.perDay < 0) return { ...known, state: 'shrinking', perDay, fullInDays: null, range: null };
  const days = (growth: number) => (growth <= 0 ? null : round(Math.max(0, 100 - last.value) / growth));
  const fullInDays = days(slope.perDay);
  if (fullInDays === null || fullInDays > FARTHEST_DAYS)
    return { ...known, state: 'filling', perDay, fullInDays: null, range: null };
  const late = days(slope.lowPerDay);
  return {
    ...known,
    state: 'filling',
    perDay,
    fullInDays,
    range: [days(slope.highPerDay) ?? fullInDays, late === null || late > FARTHEST_DAYS ? null : late],
  };
}
