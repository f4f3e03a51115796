import { weekdayOf } from '../../time/calendar.ts';
import type { Content, Section } from '../document.ts';
import { formatNumber, percentCell } from '../format.ts';
import type { Context } from './context.ts';

const LONGEST_PATH = 20;

/** Weekly and monthly: each day a line. */
export function days({ report, texts }: Context): Section | null {
  if (report.days.length === 0) return null;
  const percent = (value: number | undefined) => (value === undefined ? '–' : percentCell(value));
  // A column of zeros hides the one day that has something.
  const some = (value: number) => (value === 0 ? '–' : formatNumber(value));
  const rows = report.days.map(
    ({ day, coveragePercent, cpu, memory, disk, errors, alerts, incidents, samples }): Content[] => [
      texts.day(day.slice(5), texts.weekdaysShort[weekdayOf(day) - 1] ?? ''),
      samples === 0 ? { level: 'unknown', text: percentCell(0) } : percentCell(coveragePercent),
      percent(cpu?.mean),
      percent(cpu?.max),
      percent(memory?.mean),
      percent(memory?.max),
      errors === null ? texts.unknown : some(errors),
      some(alerts),
      some(incidents),
      disk === null ? '–' : [`${percentCell(disk.max)} `, { code: ending(disk.subject) }],
    ],
  );
  const table = { kind: 'table', head: texts.days.head, numbers: [1, 2, 3, 4, 5, 6, 7, 8], rows } as const;
  return { id: 'days', title: texts.sections.days, blocks: [table] };
}

/** A row for each day has no room for a long path, which stands whole under the resources. */
function ending(path: string): string {
  if (path.length <= LONGEST_PATH) return path;
  const end = path.slice(-LONGEST_PATH);
  return `…${end.slice(Math.max(0, end.indexOf('/')))}`;
}
