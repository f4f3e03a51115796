import type { Thresholds } from '../../config/schema.ts';
import type { Table } from '../../metrics/history/table.ts';
import { iso, round } from '../gather/clean.ts';
import { gridOf } from '../measure/grid.ts';
import { spellsOf } from '../measure/spells.ts';
import { type Point, spreadOf } from '../measure/statistics.ts';
import type { Above, Resource } from '../report-parts.ts';
import type { Earlier } from './earlier.ts';
import type { Stretch } from './input.ts';
import { resourceKey, seriesOfResources, type Watch } from './watches.ts';

/** A moment or two last no known time. */
const FEWEST_TO_LAST = 3;

export interface ResourceInput {
  table: Table;
  /** Of the period before, by `resourceKey`; empty where it cannot be compared with. */
  meansBefore: Earlier['means'];
  /** The part of the period that is over; its course is drawn in steps of `stepMs`. */
  span: Stretch;
  stepMs: number;
  intervalMs: number;
  thresholds: Thresholds;
}

/** What became of every reading of the period, in a fixed order. */
export function resourcesOf(input: ResourceInput): Resource[] {
  return seriesOfResources(input.table).flatMap(
    ({ watch, subject, points }) => resourceOf(watch, subject, points(), input) ?? [],
  );
}

function resourceOf(
  watch: Watch,
  subject: string | null,
  points: readonly Point[],
  input: ResourceInput,
): Resource | null {
  const spread = spreadOf(points);
  if (spread === null || spread.max <= (watch.quietBelow ?? Number.NEGATIVE_INFINITY)) return null;
  const digits = watch.unit === 'percent' ? 1 : watch.unit === 'number' ? 2 : 0;
  const short = (value: number) => round(value, digits);
  const earlier = input.meansBefore.get(resourceKey(watch.id, subject));
  const { maxAt, samples, ...values } = spread;
  return {
    id: watch.id,
    subject,
    unit: watch.unit,
    samples,
    mean: short(values.mean),
    p50: short(values.p50),
    p95: short(values.p95),
    p99: short(values.p99),
    min: short(values.min),
    max: short(values.max),
    maxAt: iso(maxAt),
    last: short(values.last),
    change: earlier === undefined ? null : short(spread.mean - earlier),
    above: aboveOf(points, watch, input),
    course: gridOf(points, { ...input.span, stepMs: input.stepMs }, digits).mean,
  };
}

function aboveOf(points: readonly Point[], { threshold }: Watch, input: ResourceInput): Resource['above'] {
  if (threshold === undefined) return null;
  const { warning, critical } = input.thresholds[threshold];
  const above = (limit: number): Above => {
    const spells = spellsOf(points, points.length < FEWEST_TO_LAST ? 0 : input.intervalMs, (value) => value > limit);
    const seconds = (length: number) => Math.round(length / 1_000);
    return { limit, seconds: seconds(spells.totalMs), longestSeconds: seconds(spells.longestMs) };
  };
  return { warning: above(warning), critical: above(critical) };
}
