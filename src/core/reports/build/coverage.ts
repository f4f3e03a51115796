import type { Table } from '../../metrics/history/table.ts';
import { iso } from '../gather/clean.ts';
import { labelsOf, pointsOf } from '../gather/metrics.ts';
import type { ChangeLog } from '../machine/journal.ts';
import { type Silence, silences, totalLength } from '../measure/gaps.ts';
import type { Coverage, Gap, Unread } from '../report.ts';
import type { Stretch } from './input.ts';

/** Readings that every machine has: one that is missing is worth a word. */
const EXPECTED: readonly (readonly [reading: string, series: string])[] = [
  ['cpu', 'cpu_percent'],
  ['memory', 'memory_percent'],
  ['load', 'load_1'],
];

const FEWEST_FOR_INTERVAL = 4;
const DAY_MS = 86_400_000;

export interface Watched {
  /** Samples of the stretch. */
  table: Table;
  span: Stretch;
  /** The time of the last sample ahead of the stretch. */
  before: number | null;
  intervalMs: number;
  /** When the machine is known to have started, epoch milliseconds. */
  boots: readonly number[];
  /** When it had last started, as it was seen at `time`. */
  noted: ChangeLog['boots'];
  /** Files of samples that cannot be read, each of one day of UTC. */
  unread: readonly Unread[];
}

export function findSilences({ table, span, before, intervalMs }: Watched): Silence[] {
  return silences(table.times, { ...span, before, intervalMs });
}

export function coverageOf(watched: Watched, hoursBefore: number | null): Coverage {
  const { table, span, intervalMs } = watched;
  const silent = findSilences(watched);
  const gaps = silent.map((silence) => gapOf(watched, silence));
  const beginning = gaps.find(({ cause }) => cause === 'beginning');
  const began = beginning === undefined || beginning.to === iso(span.to) ? null : beginning.to;
  const silentMs = totalLength(silent);
  const aheadMs = began === null ? 0 : Date.parse(began) - span.from;
  return {
    samples: table.times.length,
    intervalSeconds: table.times.length < FEWEST_FOR_INTERVAL ? null : Math.round(intervalMs / 1_000),
    percent: percentLeft(silentMs, span.to - span.from),
    began,
    percentSince: percentLeft(silentMs - aheadMs, span.to - span.from - aheadMs),
    gaps,
    missing: missingReadings(table),
    hoursBefore: hoursBefore === null || hoursBefore <= span.from ? null : iso(Math.min(hoursBefore, span.to)),
  };
}

/** A gap of one sample in a month must not be rounded away. */
function percentLeft(lostMs: number, lengthMs: number): number {
  return Math.floor((1 - lostMs / Math.max(1, lengthMs)) * 1_000) / 10;
}

function gapOf({ table, before, boots, noted, unread }: Watched, { from, to }: Silence): Gap {
  const span = { from: iso(from), to: iso(to), damaged: isDamaged(unread, from, to) };
  if (before === null && !table.times.some((time) => time <= from)) return { ...span, cause: 'beginning' };
  if (boots.some((boot) => boot > from && boot <= to)) return { ...span, cause: 'restarted' };
  const sampled = pointsOf(table, 'uptime_seconds').find(({ time }) => time >= to);
  const seen = noted.find(({ time }) => time >= to);
  // Who was found running since before the gap ran through it.
  const since = sampled === undefined ? seen?.value : sampled.time - sampled.value * 1_000;
  return { ...span, cause: since !== undefined && since <= from ? 'running' : 'unknown' };
}

/** A file of samples is named after its day of UTC. */
function isDamaged(unread: readonly Unread[], from: number, to: number): boolean {
  return unread.some(({ file, reason }) => {
    const [day] = /\d{4}-\d\d-\d\d/.exec(file) ?? [];
    const begin = reason === 'damagedSamples' && day !== undefined ? Date.parse(day) : Number.NaN;
    return begin < to && begin + DAY_MS > from;
  });
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

/**
 * Starts of the machine, by the uptime that samples carry and by what the reporter noted. Clocks drift, so starts within two minutes
 * of each other are one.
 */
export function bootsOf(table: Table, noted: ChangeLog['boots']): number[] {
  const boots: number[] = [];
  const sampled = pointsOf(table, 'uptime_seconds').map(({ time, value }) => time - value * 1_000);
  for (const boot of [...sampled, ...noted.map(({ value }) => value)]) {
    if (boots.every((known) => Math.abs(known - boot) > 120_000)) boots.push(boot);
  }
  return boots.sort((one, other) => one - other);
}
