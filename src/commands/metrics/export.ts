import { chmodSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeFileAtomic } from '../../core/files/atomic.ts';
import { readSamples } from '../../core/metrics/history/query.ts';
import { rowsOf, type Table } from '../../core/metrics/history/table.ts';
import { readLatest } from '../../core/metrics/latest.ts';
import { seriesMatcher } from '../../core/metrics/match-series.ts';
import { textfile } from '../../core/metrics/prometheus/textfile.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, textOption } from '../options.ts';
import { assertSeries, damageText, spanOf } from './range.ts';

const FORMATS = ['prom', 'csv', 'jsonl'] as const;

/** node_exporter and others run as users of their own. */
const READABLE_BY_ALL = 0o644;

export const run: Run = async (input) => {
  const format = choiceOption(input, 'format', FORMATS) ?? 'prom';
  const { text, warnings } = format === 'prom' ? newest(input) : past(input, format);
  for (const warning of warnings) input.say(`ops: ${warning}`);
  const output = textOption(input, 'output');
  if (output === undefined) {
    const bytes = Buffer.byteLength(text);
    if (input.json || textOption(input, 'jq') !== undefined) return { data: { file: null, format, bytes, text }, text };
    input.print(text);
    return null;
  }
  const path = resolve(output);
  writeFileAtomic(path, text, { temporary: dirname(path) });
  chmodSync(path, READABLE_BY_ALL);
  return { data: { file: path, format, bytes: Buffer.byteLength(text) }, text: `Wrote ${path}` };
};

interface Exported {
  text: string;
  warnings: string[];
}

function newest(input: Input): Exported {
  const at = input.open();
  const now = Date.now();
  const { sample, stale } = readLatest(at, now);
  return {
    text: textfile(at, sample, now),
    warnings: stale ? ['the newest sample is too old to say anything about now'] : [],
  };
}

function past(input: Input, format: 'csv' | 'jsonl'): Exported {
  const at = input.open();
  const now = Date.now();
  const wanted = input.args.length === 0 ? () => true : seriesMatcher(input.args);
  const { table, damage } = readSamples(at, { ...spanOf(input, now), wanted });
  assertSeries(at, input.args, [...table.columns.keys()], now);
  return { text: format === 'csv' ? csvOf(table) : jsonLinesOf(table), warnings: damage.map(damageText) };
}

function csvField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line a sample, one column a series; empty where it could not be read. One series gives `timestamp,value`. */
function csvOf({ times, columns }: Table): string {
  const names = [...columns.keys()];
  const head = ['timestamp', ...(names.length === 1 ? ['value'] : names.map(csvField))].join(',');
  const lines = times.map((time, row) => {
    const values = names.map((name) => columns.get(name)?.[row] ?? '');
    return [new Date(time).toISOString(), ...values].join(',');
  });
  return `${[head, ...lines].join('\n')}\n`;
}

function jsonLinesOf(table: Table): string {
  return rowsOf(table)
    .map(({ time, values }) => `${JSON.stringify({ at: new Date(time).toISOString(), values })}\n`)
    .join('');
}
