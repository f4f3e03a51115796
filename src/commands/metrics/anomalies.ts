import { OpsError } from '../../core/errors.ts';
import { parseCsv } from '../../core/metrics/anomaly/csv.ts';
import { type Anomaly, makeDetector } from '../../core/metrics/anomaly/detector.ts';
import { type SeriesAnomalies, seriesAnomalies } from '../../core/metrics/anomaly/in-history.ts';
import { seriesMatcher } from '../../core/metrics/match-series.ts';
import { significant } from '../../core/metrics/numbers.ts';
import { valueText } from '../../core/metrics/plot/format.ts';
import { oneLine } from '../../core/text/control.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Input, Result } from '../command.ts';
import { textOption } from '../options.ts';
import { readText } from '../standard-input.ts';
import { textTable } from '../text-table.ts';
import { assertSeries, damageText, minuteText, spanOf } from './range.ts';

export const run = async (input: Input): Promise<Result> => {
  const file = textOption(input, 'csv');
  return file === undefined ? fromHistory(input) : fromFile(file);
};

function fromFile(file: string): Result {
  const { points, badLines } = parseCsv(readText(file));
  if (points.length === 0)
    throw new OpsError('E_USAGE', `${file} has no line of the form timestamp,value`, {
      hint: 'For example: 2026-01-31 09:05:00,42.5',
    });
  const detect = makeDetector();
  const anomalies = points.flatMap(({ timestamp, value }) => {
    const found = detect(value);
    return found === null ? [] : [{ timestamp, ...shapeOf(found) }];
  });
  const rows = anomalies.map(({ timestamp, value, view, measured, expected }) => [
    timestamp,
    String(value),
    `${view} ${number(measured)}`,
    `${number(expected[0])} to ${number(expected[1])}`,
  ]);
  const bad =
    badLines.length === 0
      ? []
      : [`${badLines.length} lines are not timestamp,value, the first is line ${badLines[0]}; left out`];
  return {
    data: { anomalies },
    text:
      rows.length === 0
        ? `Nothing outside its usual range in ${points.length} values.`
        : textTable(['TIME', 'VALUE', 'OUTSIDE', 'EXPECTED'], rows),
    warnings: bad,
  };
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function shapeOf({ value, expected, view, measured }: Anomaly): Anomaly {
  const short = (number: number) => significant(number, 6);
  return { value, expected: [short(expected[0]), short(expected[1])], view, measured: short(measured) };
}

/** Flags of one series less than an hour apart are one thing to a person. */
const APART_MS = 3_600_000;

interface Episode {
  from: number;
  to: number;
  count: number;
  /** The first that was told of. */
  anomaly: Anomaly;
}

function episodesOf(found: SeriesAnomalies['found']): Episode[] {
  const episodes: Episode[] = [];
  for (const { time, anomaly } of found) {
    const last = episodes.at(-1);
    if (last === undefined || time - last.to > APART_MS) episodes.push({ from: time, to: time, count: 1, anomaly });
    else Object.assign(last, { to: time, count: last.count + 1 });
  }
  return episodes;
}

/** A table where the terminal is wide enough for it, else two lines for each. */
function episodesText(episodes: readonly (Episode & { name: string })[]): string {
  const rows = episodes.map(({ name, from, to, count, anomaly: { view, measured, expected } }) => [
    minuteText(from),
    count === 1 ? '' : describeDuration(to - from),
    name,
    `${view} ${valueText(name, measured)}`,
    `${valueText(name, expected[0])} to ${valueText(name, expected[1])}`,
  ]);
  const table = textTable(['FROM (UTC)', 'FOR', 'SERIES', 'OUTSIDE FIRST', 'EXPECTED'], rows, null);
  const widest = Math.max(...table.split('\n').map((line) => line.length));
  if (widest <= (process.stdout.columns ?? Number.POSITIVE_INFINITY)) return table;
  return rows
    .map(([from, duration, name, outside, expected]) => {
      const lasted = duration === '' ? '' : `, for ${duration}`;
      return `${from}  ${oneLine(name ?? '')}\n  ${outside}${lasted}\n  expected ${expected}\n`;
    })
    .join('');
}

function fromHistory(input: Input): Result {
  const at = input.open();
  const now = Date.now();
  const { from } = spanOf(input, now);
  const wanted = input.args.length === 0 ? () => true : seriesMatcher(input.args);
  const { series, known, damage } = seriesAnomalies(at, from, now, wanted);
  assertSeries(at, input.args, known, now);
  const anomalies = series.flatMap(({ name, found }) =>
    found.map(({ time, anomaly }) => ({ timestamp: new Date(time).toISOString(), series: name, ...shapeOf(anomaly) })),
  );
  anomalies.sort((one, other) => (one.timestamp < other.timestamp ? -1 : 1));
  const episodes = series
    .flatMap(({ name, found }) => episodesOf(found).map((episode) => ({ name, ...episode })))
    .sort((one, other) => one.from - other.from);
  return {
    data: { anomalies },
    text: episodes.length === 0 ? 'Nothing outside its usual range.' : episodesText(episodes),
    warnings: damage.map(damageText),
  };
}
