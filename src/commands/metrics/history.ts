import type { Bucket } from '../../core/metrics/history/aggregate.ts';
import { knownSeries, readBuckets } from '../../core/metrics/history/query.ts';
import { seriesMatcher } from '../../core/metrics/match-series.ts';
import { valueText } from '../../core/metrics/plot/format.ts';
import { plot } from '../../core/metrics/plot/plot.ts';
import { fitWidth, sparkline } from '../../core/metrics/plot/sparkline.ts';
import { oneLine } from '../../core/text/control.ts';
import { describeDuration } from '../../core/text/duration.ts';
import { durationOrThrow } from '../../core/text/parse-duration.ts';
import type { Input, Result } from '../command.ts';
import { flag, textOption } from '../options.ts';
import { textTable } from '../text-table.ts';
import { assertSeries, damageText, minuteText, spanOf } from './range.ts';

/** What is shown when nothing is asked for. */
const MAIN = [
  'cpu_percent',
  'memory_percent',
  'load_1',
  'disk_percent',
  'network_receive_bytes_per_second',
  'network_transmit_bytes_per_second',
  'check_up',
];

/** Steps that divide a day evenly, so that the same span always falls into the same steps. */
const STEPS_MS = [300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000];
const MOST_STEPS = 300;
const PLOT_HEIGHT = 12;
const SPARK_WIDTH = 48;
const SHORTEST_SPARK = 12;

export const run = async (input: Input): Promise<Result> => {
  const at = input.open();
  const now = Date.now();
  if (flag(input, 'list')) {
    const names = knownSeries(at, now);
    return { data: { series: names }, text: names.join('\n') };
  }
  const span = spanOf(input, now);
  const patterns = input.args.length === 0 ? MAIN : input.args;
  const stepMs = stepOf(input, span.to - span.from);
  const { series, damage } = readBuckets(at, { ...span, wanted: seriesMatcher(patterns) }, stepMs);
  assertSeries(at, input.args, [...series.keys()], now);
  const names = [...series.keys()].sort();
  const steps = { ...span, stepMs };
  const describe = flag(input, 'plot') ? plotText : tableText;
  return {
    data: {
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
      stepSeconds: stepMs / 1_000,
      series: names.map((name) => ({
        name,
        points: (series.get(name) ?? []).map(({ time, ...rest }) => ({ at: new Date(time).toISOString(), ...rest })),
      })),
    },
    text: names.length === 0 ? 'No samples in this time.' : describe(names, series, steps),
    warnings: damage.map(damageText),
  };
};

function stepOf(input: Input, lengthMs: number): number {
  const given = textOption(input, 'step');
  if (given !== undefined) return durationOrThrow(given, '--step');
  return STEPS_MS.find((step) => lengthMs / step <= MOST_STEPS) ?? 604_800_000;
}

interface Steps {
  from: number;
  to: number;
  stepMs: number;
}

/** One mean for every step of the span, null where there was no sample. */
function everyStep(buckets: readonly Bucket[], { from, to, stepMs }: Steps): (number | null)[] {
  const first = Math.floor(from / stepMs);
  const values = new Array<number | null>(Math.floor(to / stepMs) - first + 1).fill(null);
  for (const { time, mean } of buckets) {
    const index = Math.round(time / stepMs) - first;
    if (index >= 0 && index < values.length) values[index] = mean;
  }
  return values;
}

/** Percentages are drawn from 0 to 100, so that a small wave looks small. */
function axisOf(name: string, buckets: readonly Bucket[]): [low: number, high: number] {
  if (/_percent(?:\{|$)/.test(name)) return [0, 100];
  if (/^check_up/.test(name)) return [0, 1];
  const largest = buckets.reduce((most, { max }) => Math.max(most, max), 0);
  const smallest = buckets.reduce((least, { min }) => Math.min(least, min), 0);
  return [smallest, largest];
}

interface Line {
  name: string;
  /** A spark line of so many characters. */
  spark: (width: number) => string;
  figures: readonly [min: string, mean: string, max: string, last: string];
}

function lineOf(name: string, buckets: readonly Bucket[], steps: Steps): Line {
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const mean = buckets.reduce((sum, bucket) => sum + bucket.mean * bucket.count, 0) / count;
  const [low, high] = axisOf(name, buckets);
  const text = (value: number | undefined) => valueText(name, value ?? null);
  return {
    name,
    spark: (width) => sparkline(fitWidth(everyStep(buckets, steps), width), low, high),
    figures: [
      text(buckets.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY)),
      text(mean),
      text(buckets.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY)),
      text(buckets.at(-1)?.mean),
    ],
  };
}

const HEAD = ['SERIES', '', 'MIN', 'MEAN', 'MAX', 'LAST'] as const;

/** A table where it fits, with shorter lines if need be; on a narrow terminal each series on lines of its own. */
function tableText(names: readonly string[], series: ReadonlyMap<string, Bucket[]>, steps: Steps): string {
  const lines = names.map((name) => lineOf(name, series.get(name) ?? [], steps));
  const columns = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  const tableOf = (width: number) =>
    textTable(
      HEAD,
      lines.map(({ name, spark, figures }) => [name, spark(width), ...figures]),
      // Whole: where it does not fit, something better than cutting is done below.
      null,
    );
  const around = Math.max(
    ...tableOf(0)
      .split('\n')
      .map((line) => line.length),
  );
  const width = Math.min(SPARK_WIDTH, columns - around);
  const length = describeDuration(steps.to - steps.from);
  const title = `${length} until ${minuteText(steps.to)} UTC, blank: no sample\n`;
  return title + (width >= SHORTEST_SPARK ? tableOf(width) : stacked(lines, Math.min(SPARK_WIDTH, columns - 2)));
}

function stacked(lines: readonly Line[], width: number): string {
  return lines
    .map(({ name, spark, figures: [min, mean, max, last] }) =>
      [oneLine(name), `  ${spark(width)}`, `  ${min} to ${max}, mean ${mean}, last ${last}`, ''].join('\n'),
    )
    .join('');
}

function plotText(names: readonly string[], series: ReadonlyMap<string, Bucket[]>, steps: Steps): string {
  const width = Math.min(160, process.stdout.columns ?? 80);
  return names
    .map((name) => {
      const buckets = series.get(name) ?? [];
      const [low, high] = axisOf(name, buckets);
      const options = { width, height: PLOT_HEIGHT, low, high, format: (value: number) => valueText(name, value) };
      return `${name}\n${plot(everyStep(buckets, steps), { ...options, from: minuteText(steps.from), to: minuteText(steps.to) })}`;
    })
    .join('\n');
}
