import type { Silence } from '../../core/alerts/overlays/silence.ts';
import type { MaintenanceWindow } from '../../core/alerts/overlays/window.ts';
import type { AlertEvent } from '../../core/alerts/store.ts';
import type { Mark } from '../../core/events/mark.ts';
import type { EvidenceLogs } from '../../core/incidents/evidence/logs.ts';
import type { Moment } from '../../core/incidents/evidence/moment.ts';
import type { EvidenceSamples, EvidenceSeries } from '../../core/incidents/evidence/samples.ts';
import type { Told } from '../../core/incidents/evidence/told.ts';
import { bytesText, valueText } from '../../core/metrics/plot/format.ts';
import { fitWidth, sparkline } from '../../core/metrics/plot/sparkline.ts';
import { oneLine } from '../../core/text/control.ts';
import { describeDuration } from '../../core/text/duration.ts';
import { plural } from '../../core/text/plural.ts';
import { textTable } from '../text-table.ts';
import type { ExplainedRule } from './explain.ts';
import { summaryLines } from './show.ts';
import type { AlertView } from './view.ts';

export interface Explained {
  alert: AlertView;
  rule: ExplainedRule | null;
  samples: Omit<EvidenceSamples, 'damage'>;
  processes: Pick<Moment, 'at' | 'topCpu' | 'topMemory'> | null;
  logs: EvidenceLogs | null;
  /** What people wrote down around that moment. */
  marks: readonly Mark[];
  told: readonly Told[];
  tried: readonly { at: string; what: string; result: string }[];
  silences: { silences: readonly Silence[]; windows: readonly MaintenanceWindow[] };
  incident: { id: string; status: string; title: string } | null;
  events: readonly AlertEvent[];
}

const SPARK_WIDTH = 60;
const MOST_PROCESSES = 5;

/** Everything in the order in which a person asks: what, by which rule, how it went, who was it, what was done, who was told. */
export function explainText(explained: Explained): string {
  const parts: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['', summaryLines(explained.alert)],
    ['Rule', ruleLines(explained.rule)],
    ['Samples', sampleLines(explained)],
    ['The machine at that moment', machineLines(explained.samples)],
    ['Processes at that moment', processLines(explained.processes)],
    ['Logs around that moment', logLines(explained.logs)],
    ['Written down around that moment', explained.marks.map(({ at, by, text }) => `${at} ${by}: ${text}`)],
    ['What was tried', explained.tried.map(({ at, what, result }) => `${at} ${what}: ${result}`)],
    ['What was told, and why', explained.told.map(toldLine)],
    ['Silences and maintenance that match', silenceLines(explained)],
    [
      'History',
      explained.events.map(({ at, what, by, text }) => `${at} ${what} (${by})${text === null ? '' : `: ${text}`}`),
    ],
  ];
  const blocks = parts.map(([title, lines]) => {
    if (title === '') return lines.map(oneLine).join('\n');
    const shown = lines.length === 0 ? ['nothing'] : lines;
    return `${title}\n${shown.map((line) => `  ${oneLine(line)}`).join('\n')}`;
  });
  return `${blocks.join('\n\n')}\n`;
}

function ruleLines(rule: ExplainedRule | null): string[] {
  if (rule === null) return ['none of ours: another system or a person raised it, or the rule is gone'];
  const { name, origin, enabled, settings } = rule;
  const said = Object.entries(settings as Record<string, unknown>).map(
    ([key, value]) => `${key}: ${JSON.stringify(value)}`,
  );
  return [`${name} (${origin}${enabled ? '' : ', switched off'})`, ...said];
}

function sampleLines({ samples, alert }: Explained): string[] {
  if (samples.own.length === 0) return [`no sample of it from ${samples.from} until ${samples.to}`];
  const head = `from ${samples.from} until ${samples.to}, ^ is where it began`;
  return [head, ...samples.own.flatMap((one) => seriesLines(one, samples, alert))];
}

function seriesLines(
  { series, points }: EvidenceSeries,
  { from, to }: { from: string; to: string },
  alert: AlertView,
): string[] {
  const known = points.map(({ value }) => value).filter((value) => value !== null);
  if (known.length === 0) return [`${series}: could not be read`];
  const [low, high] = axisOf(series, [...known, ...(alert.threshold === null ? [] : [alert.threshold])]);
  const start = Date.parse(from);
  const length = Math.max(1, Date.parse(to) - start);
  // By time, so that a gap is a gap.
  const places = new Array<number | null>(SPARK_WIDTH).fill(null);
  const placeOf = (time: number) =>
    Math.min(SPARK_WIDTH - 1, Math.max(0, Math.floor(((time - start) / length) * SPARK_WIDTH)));
  for (const { at, value } of points) {
    const place = placeOf(Date.parse(at));
    const before = places[place] ?? null;
    if (value !== null && (before === null || value > before)) places[place] = value;
  }
  const text = (value: number) => valueText(series, value);
  const peak = known.reduce((one, other) => Math.max(one, other));
  const least = known.reduce((one, other) => Math.min(one, other));
  return [
    `${sparkline(fitWidth(places, SPARK_WIDTH), low, high)}  ${series}`,
    `${' '.repeat(placeOf(Date.parse(alert.activeAt)))}^`,
    `${plural(known.length, 'sample')}: ${text(least)} to ${text(peak)}, last ${text(known.at(-1) ?? 0)}`,
  ];
}

function axisOf(series: string, values: readonly number[]): [low: number, high: number] {
  if (/_percent(?:\{|$)/.test(series)) return [0, 100];
  return [
    values.reduce((one, other) => Math.min(one, other), 0),
    values.reduce((one, other) => Math.max(one, other), 0),
  ];
}

function machineLines({ machine }: Pick<EvidenceSamples, 'machine'>): string[] {
  return machine.map(({ series, value, at }) => `${series}: ${valueText(series, value)} (${at})`);
}

function processLines(processes: Explained['processes']): string[] {
  if (processes === null) return ['not kept: no sample with processes was taken near it'];
  const { topCpu, topMemory } = processes;
  const all = new Map(
    [...topCpu.slice(0, MOST_PROCESSES), ...topMemory.slice(0, MOST_PROCESSES)].map((one) => [one.pid, one]),
  );
  const rows = [...all.values()].map(({ pid, name, cpuPercent, memoryBytes }) => [
    String(pid),
    name,
    cpuPercent === null ? 'unknown' : `${cpuPercent}%`,
    bytesText(memoryBytes),
  ]);
  return [`at ${processes.at}`, ...textTable(['PID', 'NAME', 'CPU', 'MEMORY'], rows).trimEnd().split('\n')];
}

function logLines(logs: EvidenceLogs | null): string[] {
  if (logs === null) return ['no analysis of the logs covers it'];
  const span = logs.since === null ? '' : `${describeDuration(Date.parse(logs.at) - Date.parse(logs.since))} until `;
  return [
    `${logs.file}, ${span}${logs.at}`,
    ...logs.findings.map(({ severity, text }) => `${severity}: ${text}`),
    ...logs.templates.map(
      ({ level, count, isNew, template }) => `${count}× ${level ?? 'no level'}${isNew ? ', new' : ''}: ${template}`,
    ),
  ];
}

function toldLine({ at, reason, severity, state, channel, sentAt, problem }: Told): string {
  const why = `${at} ${severity}, because: ${reason ?? 'unknown'}`;
  if (sentAt !== null) return `${why}; sent over ${channel ?? 'unknown'} at ${sentAt}`;
  if (state === null) return `${why}; what became of it is kept no more`;
  return `${why}; ${state === 'dead' ? 'given up' : 'waits'}${problem === null ? '' : `: ${problem}`}`;
}

function silenceLines({ silences: { silences, windows }, alert }: Explained): string[] {
  const now = alert.overlays.mutedBy;
  const isNow = (id: string) => (now.some((muting) => muting.id === id) ? 'now' : 'not now');
  return [
    ...silences.map(
      ({ id, createdBy, startsAt, endsAt, comment }) =>
        `${isNow(id)}: silence ${id} by ${createdBy} from ${startsAt} until ${endsAt}: ${comment}`,
    ),
    ...windows.map(
      ({ id, name, createdBy, cron, endsAt }) =>
        `${isNow(id)}: maintenance ${name} (${id}) by ${createdBy}, ${cron ?? `until ${endsAt}`}`,
    ),
  ];
}
