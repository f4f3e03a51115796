import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { quarantine } from '../files/quarantine.ts';
import { readJson } from '../files/read-json.ts';
import type { Written } from './due.ts';
import { composeReport, type Locale } from './render/compose.ts';
import { renderMarkdown } from './render/markdown.ts';
import { fileStem } from './render/sections/sources.ts';
import type { Report } from './report.ts';
import type { Period } from './time/period.ts';

/** The forms in which a report is kept and printed. */
export const FORMATS = ['md', 'html', 'json'] as const;
export type Format = (typeof FORMATS)[number];

const WRITERS: Readonly<Record<Format, (report: Report, locale: Locale) => Promise<string>>> = {
  md: async (report, locale) => renderMarkdown(composeReport(report, locale)),
  html: async (report, locale) => (await import('./render/html.ts')).renderHtml(composeReport(report, locale)),
  json: async (report) => `${JSON.stringify(report)}\n`,
};

/** A report in one of its forms, as it stands in its file. */
export async function renderReport(report: Report, format: Format, locale: Locale): Promise<string> {
  return await WRITERS[format](report, locale);
}

export function reportPath(at: Layout, period: Pick<Period, 'kind' | 'name'>, format: Format): string {
  return join(at.reports, `${fileStem(period.kind, period.name)}.${format}`);
}

/** Writes all forms of a report, each whole or not at all. Returns the name of the Markdown file from the workspace's root. */
export async function writeReport(at: Layout, report: Report, locale: Locale): Promise<string> {
  const texts = await Promise.all(FORMATS.map((format) => renderReport(report, format, locale)));
  FORMATS.forEach((format, index) => {
    writeFileAtomic(reportPath(at, report, format), texts[index] ?? '', { temporary: at.temporary });
  });
  return `reports/${fileStem(report.kind, report.name)}.md`;
}

/** The stored report of a period that is over; null where there is none that is whole. */
export function readStoredReport(at: Layout, period: Period): Report | null {
  const read = readJson(reportPath(at, period, 'json'));
  if (read.state !== 'read') return null;
  const report = read.value as Partial<Report> | null;
  const whole =
    typeof report === 'object' &&
    report?.version === 1 &&
    report.kind === period.kind &&
    report.name === period.name &&
    report.period?.complete === true &&
    report.period.zone === period.zone &&
    Array.isArray(report.findings) &&
    // One that was stored before reports told of patterns is made anew.
    Array.isArray(report.patterns);
  return whole ? (report as Report) : null;
}

function statePath(at: Layout): string {
  return join(at.state, 'reporter.json');
}

/** state/reporter.json: the last whole period of each kind that has its report. A broken one costs some reports written again. */
export function readWritten(at: Layout): Written {
  const read = readJson(statePath(at));
  if (read.state === 'missing') return { daily: null, weekly: null, monthly: null };
  const state = read.state === 'read' ? (read.value as { version?: unknown; written?: unknown } | null) : null;
  if (
    typeof state !== 'object' ||
    state?.version !== 1 ||
    typeof state.written !== 'object' ||
    state.written === null
  ) {
    quarantine(at, statePath(at), read.state === 'unreadable' ? read.reason : 'is not a reporter state of version 1');
    return { daily: null, weekly: null, monthly: null };
  }
  const { daily, weekly, monthly } = state.written as Partial<Record<string, unknown>>;
  const name = (value: unknown) => (typeof value === 'string' ? value : null);
  return { daily: name(daily), weekly: name(weekly), monthly: name(monthly) };
}

export function writeWritten(at: Layout, written: Written): void {
  const text = `${JSON.stringify({ version: 1, written })}\n`;
  writeFileAtomic(statePath(at), text, { temporary: at.temporary });
}
