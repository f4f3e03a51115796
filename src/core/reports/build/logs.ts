import type { Analysis } from '../gather/analyses.ts';
import { iso, round } from '../gather/clean.ts';
import type { Point } from '../measure/statistics.ts';
import type { LogMessage, Logs } from '../report-parts.ts';

const MOST_MESSAGES = 12;
const MOST_FRESH = 8;
const BAD: readonly (string | null)[] = ['error', 'critical', 'fatal', 'alert', 'emergency', 'warning'];

/** What the logs said, added up over analyses that share no line. */
export function logsOf(analyses: readonly Analysis[], before: readonly Analysis[]): Logs {
  const sum = (list: readonly Analysis[], read: (analysis: Analysis) => number) =>
    list.reduce((total, analysis) => total + read(analysis), 0);
  const messages = merged(analyses);
  const known = new Set(before.flatMap((analysis) => analysis.messages.map(({ message }) => message)));
  const bad = messages.filter(({ level }) => BAD.includes(level));
  const peak = errorRates(analyses).reduce<Point | null>(
    (top, rate) => (top === null || rate.value > top.value ? rate : top),
    null,
  );
  return {
    analyses: analyses.length,
    lines: sum(analyses, ({ lines }) => lines),
    errors: sum(analyses, ({ errors }) => errors),
    warnings: sum(analyses, ({ warnings }) => warnings),
    errorsBefore: before.length === 0 ? null : sum(before, ({ errors }) => errors),
    peakErrorsPerMinute: peak === null ? null : round(peak.value),
    peakAt: peak === null ? null : iso(peak.time),
    messages: (bad.length === 0 ? messages : bad).slice(0, MOST_MESSAGES),
    fresh: before.length === 0 ? null : bad.filter(({ message }) => !known.has(message)).slice(0, MOST_FRESH),
    findings: findingsOf(analyses),
    unreadSources: unreadSources(analyses),
  };
}

function merged(analyses: readonly Analysis[]): LogMessage[] {
  const found = new Map<string, LogMessage>();
  for (const { time, messages } of analyses) {
    const at = iso(time);
    for (const { message, level, count, sample, source } of messages) {
      const key = `${level} ${message}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { message, level, count, firstAt: at, lastAt: at, sample, source });
      else Object.assign(known, { count: known.count + count, lastAt: at });
    }
  }
  return [...found.values()].sort((one, other) => other.count - one.count || (one.message < other.message ? -1 : 1));
}

/** An analysis holds the lines since the one before it; of the first nobody knows for how long. After a gap its lines may be hours old. */
export function errorRates(analyses: readonly Analysis[]): Point[] {
  const rates: Point[] = [];
  for (let index = 1; index < analyses.length; index += 1) {
    const before = analyses[index - 1];
    const analysis = analyses[index];
    if (before === undefined || analysis === undefined) continue;
    const minutes = (analysis.time - before.time) / 60_000;
    if (minutes >= 0.5) rates.push({ time: analysis.time, value: analysis.errors / minutes });
  }
  return rates;
}

function findingsOf(analyses: readonly Analysis[]): Logs['findings'] {
  const found = new Map<string, Logs['findings'][number]>();
  for (const finding of analyses.flatMap(({ findings }) => findings)) {
    const key = `${finding.kind} ${finding.text}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...finding });
    else Object.assign(known, { count: known.count + finding.count, level: worse(known.level, finding.level) });
  }
  return [...found.values()].sort((one, other) => other.count - one.count).slice(0, MOST_MESSAGES);
}

const SEVERITIES: readonly string[] = ['critical', 'warning', 'info'];

function worse(one: string, other: string): string {
  const rank = (level: string) => (SEVERITIES.includes(level) ? SEVERITIES.indexOf(level) : SEVERITIES.length);
  return rank(other) < rank(one) ? other : one;
}

/** What the last analysis could not read: what was wrong in the morning and works in the evening is no news. */
function unreadSources(analyses: readonly Analysis[]): Logs['unreadSources'] {
  return analyses.at(-1)?.problems ?? [];
}
