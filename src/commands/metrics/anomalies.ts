import { OpsError } from '../../core/errors.ts';
import { parseCsv } from '../../core/metrics/anomaly/csv.ts';
import { type Anomaly, makeDetector } from '../../core/metrics/anomaly/detector.ts';
import { seriesAnomalies } from '../../core/metrics/anomaly/in-history.ts';
import { seriesMatcher } from '../../core/metrics/match-series.ts';
import { significant } from '../../core/metrics/numbers.ts';
import { valueText } from '../../core/metrics/plot/format.ts';
import type { Input, Result } from '../command.ts';
import { textOption } from '../options.ts';
import { readText } from '../standard-input.ts';
import { textTable } from '../text-table.ts';
import { assertSeries, damageText, spanOf } from './range.ts';

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
  const rows = anomalies.map(({ timestamp, series: name, value, view, expected }) => [
    timestamp,
    name,
    valueText(name, value),
    view,
    `${valueText(name, expected[0])} to ${valueText(name, expected[1])}`,
  ]);
  return {
    data: { anomalies },
    text:
      rows.length === 0
        ? 'Nothing outside its usual range.'
        : textTable(['TIME', 'SERIES', 'VALUE', 'OUTSIDE', 'EXPECTED'], rows),
    warnings: damage.map(damageText),
  };
}
