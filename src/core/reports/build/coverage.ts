import type { Row } from '../../metrics/history/row.ts';
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
  rows: readonly Row[];
  span: Stretch;
  /** The last sample ahead of the stretch. */
  before: Row | null;
  intervalMs: number;
  /** When the machine is known to have started, epoch milliseconds. */
  boots: readonly number[];
}

export function findSilences({ rows, span, before, intervalMs }: Watched): Silence[] {
  const times = rows.map(({ time }) => time);
  return silences(times, { ...span, before: before?.time ?? null, intervalMs });
}

export function coverageOf(watched: Watched): Coverage {
  const { rows, span, intervalMs } = watched;
  const silent = findSilences(watched);
  const length = Math.max(1, span.to - span.from);
  return {
    samples: rows.length,
    intervalSeconds: Math.round(intervalMs / 1_000),
    // A gap of one sample in a month must not be rounded away.
    percent: Math.floor((1 - totalLength(silent) / length) * 1_000) / 10,
    gaps: silent.map((silence) => gapOf(watched, silence)),
    missing: missingReadings(rows),
  };
}

function gapOf({ rows, before, boots }: Watched, { from, to }: Silence): Gap {
  const span = { from: iso(from), to: iso(to) };
  const ahead = before ?? rows.find(({ time }) => time <= from) ?? null;
  if (ahead === null) return { ...span, cause: 'beginning' };
  if (boots.some((boot) => boot > from && boot <= to)) return { ...span, cause: 'restarted' };
  const next = rows.find(({ time }) => time >= to);
  const uptime = next?.values.uptime_seconds;
  if (next !== undefined && typeof uptime === 'number' && next.time - uptime * 1_000 <= from)
    return { ...span, cause: 'running' };
  return { ...span, cause: 'unknown' };
}

/** The first sample after a start has no rates yet, so a lack of up to one in fifty is how it should be. */
const USUAL_LACK = 0.02;

function missingReadings(rows: readonly Row[]): Coverage['missing'] {
  const disks = labelsOf(rows, 'disk_percent').length;
  const lacking = EXPECTED.map(([reading, series]) => ({
    reading,
    samples: rows.length - pointsOf(rows, series).length,
    of: rows.length,
  })).filter(({ samples, of }) => samples > Math.max(1, of * USUAL_LACK));
  return disks > 0 || rows.length === 0
    ? lacking
    : [...lacking, { reading: 'disks', samples: rows.length, of: rows.length }];
}

/** Starts of the machine by the uptime that samples carry. Clocks drift, so starts within two minutes of each other are one. */
export function bootsOf(rows: readonly Row[]): number[] {
  const boots: number[] = [];
  for (const { time, value } of pointsOf(rows, 'uptime_seconds')) {
    const boot = time - value * 1_000;
    if (boots.every((known) => Math.abs(known - boot) > 120_000)) boots.push(boot);
  }
  return boots.sort((one, other) => one - other);
}
