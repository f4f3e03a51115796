import { loadConfigFast } from '../../core/config/cached.ts';
import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { makeReport } from '../../core/reports/make.ts';
import type { Report } from '../../core/reports/report.ts';
import { FORMATS, type Format, readStoredReport, renderReport } from '../../core/reports/store.ts';
import { type Period, parsePeriod, periodNotation, type ReportKind } from '../../core/reports/time/period.ts';
import { zoneName } from '../../core/reports/time/zone.ts';
import type { Run } from '../command.ts';
import { choiceOption, flag, textOption } from '../options.ts';

/** Prints a report. Reads only: the files under reports/ are the reporter's. */
export function reportCommand(kind: ReportKind): Run {
  return async (input) => {
    const format: Format = choiceOption(input, 'format', FORMATS) ?? 'md';
    const asked = choiceOption(input, 'locale', ['en', 'ko']);
    const at = input.open();
    const { config } = await loadConfigFast(at);
    const now = Date.now();
    const period = periodAsked(kind, textOption(input, 'at') ?? 'today', now, zoneName(config.time_zone));
    const stored = flag(input, 'rebuild') ? null : storedReport(at, period, now);
    const report = stored ?? makeReport(at, config, period, now);
    const text = input.json ? '' : await renderReport(report, format, asked ?? config.locale);
    return { data: report, text, warnings: warningsOf(report) };
  };
}

/** @throws OpsError E_USAGE for what is no date, or lies ahead. */
function periodAsked(kind: ReportKind, text: string, now: number, zone: string): Period {
  const period = parsePeriod(kind, text, now, zone);
  const hint = `Give it as ${periodNotation(kind)}, or today or yesterday.`;
  if (period === null) throw new OpsError('E_USAGE', `--at ${JSON.stringify(text)} is no date`, { hint });
  if (period.from > now) throw new OpsError('E_USAGE', `${period.name} has not begun yet`, { hint });
  return period;
}

/** A period that is over has one report: the one that was written then, also when its samples are no longer kept. */
function storedReport(at: Layout, period: Period, now: number): Report | null {
  return period.to > now ? null : readStoredReport(at, period);
}

function warningsOf({ unread }: Report): string[] {
  return unread.map(
    ({ file, count }) =>
      `${file} could not be read${count === null ? '' : ` in ${count} line${count === 1 ? '' : 's'}`}; the report goes on without`,
  );
}
