import type { Analysis } from '../gather/analyses.ts';
import { iso, round } from '../gather/clean.ts';
import type { Point } from '../measure/statistics.ts';
import type { LogMessage, Logs } from '../report-parts.ts';
import type { Stretch } from './input.ts';

const MOST_MESSAGES = 12;
const MOST_FRESH = 8;
const BAD: readonly (string | null)[] = ['error', 'critical', 'fatal', 'alert', 'emergency', 'warning'];

/**
 * What the logs said, added up over analyses that share no line.
 * @param before those of the period before; null where they do not cover it, so that nothing can be compared
 */
export function logsOf(analyses: readonly Analysis[], before: readonly Analysis[] | null, span: Stretch): Logs {
  const sum = (list: readonly Analysis[], read: (analysis: Analysis) => number) =>
    list.reduce((total, analysis) => total + read(analysis), 0);
  const messages = merged(analyses);
  const known = new Set((before ?? []).flatMap((analysis) => analysis.messages.map(({ message }) => message)));
  const bad = messages.filter(({ level }) => BAD.includes(level));
  const lasting = highest(errorRates(analyses));
  // Where an analysis does not tell its minutes, the mean of the time that it covers is what is known.
  const minutes = analyses.flatMap(({ peak }) => (peak === null ? [] : [{ time: peak.at, value: peak.errors }]));
  const peak = highest(minutes.filter(({ time }) => time >= span.from && time < span.to)) ?? lasting;
  return {
    analyses: analyses.length,
    lines: sum(analyses, ({ lines }) => lines),
    errors: sum(analyses, ({ errors }) => errors),
    warnings: sum(analyses, ({ warnings }) => warnings),
    errorsBefore: before === null ? null : sum(before, ({ errors }) => errors),
    peakErrorsPerMinute: peak === null ? null : round(peak.value),
    peakAt: peak === null ? null : iso(peak.time),
    lastingErrorsPerMinute: lasting === null ? null : round(lasting.value),
    lastingAt: lasting === null ? null : iso(lasting.time),
    firstReadLines: sum(analyses, ({ isFirst, lines }) => (isFirst ? lines : 0)),
    messages: (bad.length === 0 ? messages : bad).slice(0, MOST_MESSAGES),
    fresh: before === null ? null : bad.filter(({ message }) => !known.has(message)).slice(0, MOST_FRESH),
    findings: findingsOf(analyses),
    unreadSources: unreadSources(analyses),
  };
}

function merged(analyses: readonly Analysis[]): LogMessage[] {
  const found = new Map<string, LogMessage>();
  for (const { messages } of analyses) {
    for (const { message, level, count, sample, source, first, last } of messages) {
      const [firstAt, lastAt] = [iso(first), iso(last)];
      const key = `${level} ${message}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { message, level, count, firstAt, lastAt, sample, source });
      else {
        known.count += count;
        if (firstAt < known.firstAt) known.firstAt = firstAt;
        if (lastAt > known.lastAt) known.lastAt = lastAt;
      }
    }
  }
  return [...found.values()].sort((one, other) => other.count - one.count || (one.message < other.message ? -1 : 1));
}

function highest(points: readonly Point[]): Point | null {
  return points.reduce<Point | null>((top, point) => (top === null || point.value > top.value ? point : top), null);
}

/** An analysis holds the lines since the one before it; of the very first nobody knows for how long. After a gap its lines may be hours old. */
export function errorRates(analyses: readonly Analysis[]): Point[] {
  return analyses.flatMap(({ time, since, errors }, index) => {
    const from = since ?? analyses[index - 1]?.time;
    const minutes = from === undefined ? 0 : (time - from) / 60_000;
    return minutes >= 0.5 ? [{ time, value: errors / minutes }] : [];
  });
}

function findingsOf(analyses: readonly Analysis[]): Logs['findings'] {
  const found = new Map<string, Logs['findings'][number]>();
  for (const finding of analyses.flatMap(({ findings }) => findings)) {
    const key = `${finding.kind} ${finding.text}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...finding });
    else Object.assign(known, { count: known.count + finding.count, level: worse(known.level, finding.level) });
  }
  return [...found.values()]
    .sort((one, other) => rank(one.level) - rank(other.level) || other.count - one.count)
    .slice(0, MOST_MESSAGES);
}

const SEVERITIES: readonly string[] = ['critical', 'warning', 'info'];

function rank(level: string): number {
  return SEVERITIES.includes(level) ? SEVERITIES.indexOf(level) : SEVERITIES.length;
}

function worse(one: string, other: string): string {
  return rank(other) < rank(one) ? other : one;
}

/** What the last analysis could not read: what was wrong in the morning and works in the evening is no news. */
function unreadSources(analyses: readonly Analysis[]): Logs['unreadSources'] {
  return analyses.at(-1)?.problems ?? [];
}
