import { join, relative } from 'node:path';
import type { Layout } from '../../files/layout.ts';
import type { Unread } from '../report.ts';
import type { LogMessage } from '../report-parts.ts';
import { clean } from './clean.ts';
import { toTime } from './events.ts';
import { namesIn, readObject } from './files.ts';

/** One analysis of the logs, as much of its file as a report needs. */
export interface Analysis {
  time: number;
  /** When the analysis before it was; null where there was none, or it does not say. */
  since: number | null;
  /** It was the first, which reads whole files. */
  isFirst: boolean;
  lines: number;
  errors: number;
  warnings: number;
  /** Its worst minute, by the times of the lines themselves. */
  peak: { errors: number; at: number } | null;
  messages: (Omit<LogMessage, 'firstAt' | 'lastAt'> & { first: number; last: number })[];
  findings: { kind: string; level: string; count: number; text: string }[];
  problems: { path: string; reason: string }[];
}

const DAY_MS = 86_400_000;

/** The analyses of a span, oldest first. Each holds only lines that no other one counted, so they may be added up. */
export function readAnalyses(
  at: Layout,
  span: { from: number; to: number },
): { analyses: Analysis[]; unread: Unread[] } {
  const unread: Unread[] = [];
  const first = new Date(span.from - DAY_MS).toISOString().slice(0, 10);
  const last = new Date(span.to + DAY_MS).toISOString().slice(0, 10);
  const prefix = 'log-insights-';
  const analyses = namesIn(at, at.analysis, '.json', unread).flatMap((name) => {
    // The name begins with the day: a month of analyses is not opened to report one day.
    const day = name.slice(prefix.length, prefix.length + 10);
    if (!name.startsWith(prefix) || day < first || day > last) return [];
    const path = join(at.analysis, name);
    const object = readObject(at, path, unread);
    if (object === null) return [];
    const analysis = analysisOf(object);
    if (analysis === null) unread.push({ file: relative(at.root, path), reason: 'wrongShape', count: null });
    return analysis === null || analysis.time < span.from || analysis.time >= span.to ? [] : [analysis];
  });
  return { analyses: analyses.sort((one, other) => one.time - other.time), unread };
}

function analysisOf(object: Record<string, unknown>): Analysis | null {
  const time = toTime(object.at);
  const summary = object.summary;
  if (!Number.isFinite(time) || typeof summary !== 'object' || summary === null) return null;
  const counts = summary as Record<string, unknown>;
  return {
    time,
    since: timeOr(object.since, null),
    isFirst: object.since === null,
    lines: count(counts.lines),
    errors: count(counts.errors),
    warnings: count(counts.warnings),
    peak: peakOf(object.errorRate),
    messages: objects(object.templates ?? object.messages).map((entry) => ({
      message: clean(entry.template ?? entry.message, 200),
      level: typeof entry.level === 'string' ? entry.level : null,
      // Of requests that were served and requests that failed only these are errors.
      count: count(entry.atLevel ?? entry.count),
      sample: clean(entry.sample, 300),
      source: typeof entry.path === 'string' ? clean(entry.path, 200) : null,
      first: timeOr(entry.first, time),
      last: timeOr(entry.last, time),
    })),
    findings: objects(object.findings).map((entry) => ({
      kind: clean(entry.kind ?? entry.type, 40),
      level: clean(entry.severity ?? entry.level, 20),
      count: count(entry.count),
      text: aboutOf(entry),
    })),
    problems: objects(object.problems).map((entry) => ({
      path: clean(entry.path, 200),
      reason: clean(entry.reason, 120),
    })),
  };
}

function timeOr<T>(value: unknown, other: T): number | T {
  const time = toTime(value);
  return Number.isFinite(time) ? time : other;
}

function peakOf(rate: unknown): Analysis['peak'] {
  const { max, maxAt } = (rate ?? {}) as Record<string, unknown>;
  const at = toTime(maxAt);
  return Number.isFinite(at) && count(max) > 0 ? { errors: count(max), at } : null;
}

const COUNTED = /^(?:new: |\d+ times: |\d+ lines where at most \d+ are usual: )/;

/** What a finding is about, without how often: that is told for the whole period. */
function aboutOf({ address, text, message, template }: Record<string, unknown>): string {
  if (typeof address === 'string' && address !== '') return clean(address, 200);
  return clean(text ?? message ?? template, 300).replace(COUNTED, '');
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}
