import type { MetricsSummary } from '../../../core/status/facts.ts';
import { oneLine } from '../../../core/text/control.ts';
import type { Sample } from '../data/snapshot.ts';
import { plot } from '../view/plot.ts';
import { cpuBars, sparkline, type Tone } from '../view/theme.ts';
import type { World } from './model.ts';
import type { Row } from './rows.ts';
import type { Line } from './text-line.ts';
import { ago, bytes, span } from './times.ts';

/** A sample this old says nothing about now: three intervals of five minutes. */
export const STALE_SAMPLE_MS = 15 * 60_000;

const PERCENTAGES: readonly (readonly [name: string, reading: (sample: Sample) => number | null])[] = [
  ['cpu', (sample) => sample.cpuPercent],
  ['memory', (sample) => sample.memoryPercent],
  ['disk', (sample) => sample.diskPercent],
];

export function percent(value: number | null | undefined, dash = '—'): string {
  return value === null || value === undefined ? dash : `${Math.round(value)}%`;
}

const PLOTTED = 64;
const PLOT_HEIGHT = 4;

/** The machine's readings: a line each with what was seen of them, then what is missing and what warns. */
export function metricLines(row: Row | null, world: World): Line[] {
  return [...machineLines(world), ...sessionLines(row, world)];
}

const LOOKS = 30;

/** What the selected session used, look by look. */
function sessionLines(row: Row | null, { snapshot }: World): Line[] {
  const trend = snapshot.usage[row?.session?.id ?? ''];
  if (row === null || trend === undefined || row.trendOf !== 'cpu') return [];
  const cpu = trend.cpuPercent.slice(-LOOKS);
  const memory = trend.memoryBytes.slice(-LOOKS);
  const one = (name: string, now: string, bars: string): Line => ({
    text: `${name.padEnd(8)} ${now.padStart(6)} ${bars}`,
    tone: 'plain',
  });
  return [
    { text: '', tone: 'plain' },
    { text: `${row.name}, its last ${cpu.length} looks`, tone: 'heading' },
    one('cpu', `${row.cpuPercent?.toFixed(1) ?? '—'}%`, cpuBars(cpu)),
    one('memory', bytes(row.memoryBytes) ?? '—', sparkline(memory)),
  ];
}

function machineLines(world: World): Line[] {
  const { metrics } = world.snapshot;
  const summary = metrics?.summary ?? null;
  if (metrics === null || summary === null)
    return [{ text: metrics?.reason ?? 'no sample was taken yet', tone: 'quiet' }];
  const age = world.now - Date.parse(summary.at);
  const old = age > STALE_SAMPLE_MS;
  const lines: Line[] = [
    {
      text: `sample ${ago(summary.at, world.now)} old${old ? ': too old to say anything about now' : ''}`,
      tone: old ? 'warn' : 'quiet',
    },
  ];
  for (const [name, reading] of PERCENTAGES) {
    const values = metrics.trend.slice(-48).map(reading);
    const bars = sparkline(values, { low: 0, high: 100 });
    lines.push({
      text: `${name.padEnd(8)} ${percent(values.at(-1)).padStart(5)} ${bars}`,
      tone: old ? 'quiet' : 'plain',
    });
  }
  if (summary.worstDisk !== null) lines.push({ text: `fullest  ${oneLine(summary.worstDisk.mount)}`, tone: 'quiet' });
  if (summary.load !== null)
    lines.push({ text: `load     ${summary.load.map((value) => value.toFixed(2)).join('  ')}`, tone: 'plain' });
  if (summary.uptimeSeconds !== null)
    lines.push({ text: `up       ${span(summary.uptimeSeconds * 1_000)}`, tone: 'plain' });
  lines.push(...noticesOf(summary));
  const tone = old ? 'quiet' : 'plain';
  for (const [name, reading] of PERCENTAGES.slice(0, 2)) {
    const values = metrics.trend.slice(-PLOTTED).map(reading);
    if (values.length < 2) continue;
    const first = metrics.trend.at(-values.length)?.at ?? summary.at;
    lines.push(
      { text: '', tone },
      { text: `${name}, the last ${span(world.now - Date.parse(first))}`, tone: 'heading' },
    );
    lines.push(...plot(values, PLOT_HEIGHT).map((text) => ({ text, tone: tone as Tone })));
  }
  return lines;
}

/** What is wrong stands before what is drawn. */
function noticesOf(summary: MetricsSummary): Line[] {
  const lines: Line[] = [];
  for (const warning of summary.warnings) {
    lines.push({
      text: `${warning.level}: ${oneLine(warning.message)}`,
      tone: warning.level === 'critical' ? 'bad' : 'warn',
    });
  }
  for (const missing of summary.missing) {
    lines.push({ text: `no reading of ${oneLine(missing.reading)}: ${oneLine(missing.reason)}`, tone: 'warn' });
  }
  return lines;
}
