import { REPORT_KINDS, type ReportKind } from '../../core/reports/time/period.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';

const OPTIONS: readonly OptionSpec[] = [
  ['--format <format>', 'md, html or json (default: md)'],
  ['--locale <language>', 'en or ko (default: locale of the configuration)'],
  ['--rebuild', 'make it anew from the data that is kept, also where the report was stored'],
];

const SUMMARIES: Readonly<Record<ReportKind, readonly [summary: string, at: string, example: string]>> = {
  daily: [
    'How a day went: resources, gaps, availability, incidents, logs, capacity, changes',
    'the day, such as 2026-01-31, yesterday or today (default: today so far)',
    'ops report daily --at yesterday',
  ],
  weekly: [
    'How an ISO week went, day by day, against the week before',
    'the week, such as 2026-W05, or a day of it (default: this week so far)',
    'ops report weekly --at 2026-W05 --format html > week.html',
  ],
  monthly: [
    'How a month went, with its trend and the capacity ahead',
    'the month, such as 2026-01, or a day of it (default: this month so far)',
    'ops report monthly --at 2026-01 --json | jq .capacity',
  ],
};

export const reportCommands: readonly CommandSpec[] = REPORT_KINDS.map((kind) => {
  const [summary, at, example] = SUMMARIES[kind];
  return {
    path: `report ${kind}`,
    summary,
    options: [['--at <date>', at], ...OPTIONS],
    examples: [example],
    load: async () => ({ run: (await import('./report.ts')).reportCommand(kind) }),
  };
});
