import type { Table } from '../../metrics/history/table.ts';
import { iso } from '../gather/clean.ts';
import { labelsOf, pointsOf } from '../gather/metrics.ts';
import { type Silence, silences, totalLength } from '../measure/gaps.ts';
import type { Coverage, Gap } from '../report.ts';
import type { Stretch } from './input.ts';

/** Readings that every machine has: one that is missing is worth a word. */
const EXPECTED: readonly (readonly [reading: string, series: string])[] = [
  ['cpu', 'cpu_percent'],
  ['memory', 'memory_percent'],
  ['load', 'load_1'],
];

export interface Watched {
  /** Samples of the stretch. */
  table: Table;
  span: Stretch;
  /** The time of the last sample ahead of the stretch. */
  before: number | null;
  intervalMs: number;
  /** When the machine is known to have started, epoch milliseconds. */
  boots: readonly number[];
}

export function findSilences({ table, span, before, intervalMs }: Watched): Silence[] {
  return silences(table.times, { ...span, before, intervalMs });
}

export function coverageOf(watched: Watched, hoursBefore: number | null): Coverage {
  const { table, span, intervalMs } = watched;
  const silent = findSilences(watched);
  const length = Math.max(1, span.to - span.from);
  return {
    samples: table.times.length,
    intervalSeconds: Math.round(intervalMs / 1_000),
    // A gap of one sample in a month must not be rounded away.
    percent: Math.floor((1 - totalLength(silent) / length) * 1_000) / 10,
    gaps: silent.map((silence) => gapOf(watched, silence)),
    missing: missingReadings(table),
    hoursBefore: hoursBefore === null || hoursBefore <= span.from ? null : iso(Math.min(hoursBefore, span.to)),
  };
}

function gapOf({ table, before, boots }: Watched, { from, to }: Silence): Gap {
  const span = { from: iso(from), to: iso(to) };
  if (before === null && !table.times.some((time) => time <= from)) return { ...span, cause: 'beginning' };
  if (boots.some((boot) => boot > from && boot <= to)) return { ...span, cause: 'restarted' };
  const next = pointsOf(table, 'uptime_seconds').find(({ time }) => time >= to);
  if (next !== undefined && next.time - next.value * 1_000 <= from) return { ...span, cause: 'running' };
  return { ...span, cause: 'unknown' };
}

/** The first sample after a start has no rates yet, so a lack of up to one in fifty is how it should be. */
const USUAL_LACK = 0.02;

function missingReadings(table: Table): Coverage['missing'] {
  const of = table.times.length;
  const disks = labelsOf(table, 'disk_percent').length;
  const lacking = EXPECTED.map(([reading, series]) => ({
    reading,
    samples: of - pointsOf(table, series).length,
    of,
  })).filter(({ samples }) => samples > Math.max(1, of * USUAL_LACK));
  return disks > 0 || of === 0 ? lacking : [...lacking, { reading: 'disks', samples: of, of }];
}

/** Starts of the machine by the uptime that samples carry. Clocks drift, so starts within two minutes of each other are one. */
export function bootsOf(table: Table): number[] {
  const boots: number[] = [];
  for (const { time, value } of pointsOf(table, 'uptime_seconds')) {
    const boot = time - value * 1_000;
    if (boots.every((known) => Math.abs(known - boot) > 120_000)) boots.push(boot);
  }
  return boots.sort((one, other) => one - other);
}
