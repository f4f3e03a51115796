import { weekdayOf } from '../../time/calendar.ts';
import type { Content, Section } from '../document.ts';
import { formatNumber, formatPercent } from '../format.ts';
import type { Context } from './context.ts';

/** Weekly and monthly: each day a line. */
export function days({ report, texts }: Context): Section | null {
  if (report.days.length === 0) return null;
  const percent = (value: number | undefined) => (value === undefined ? '–' : formatPercent(value));
  const rows = report.days.map(
    ({ day, coveragePercent, cpu, memory, disk, errors, alarms, incidents, samples }): Content[] => [
      texts.day(day.slice(5), texts.weekdays[weekdayOf(day) - 1] ?? ''),
      samples === 0 ? { level: 'unknown', text: formatPercent(0) } : formatPercent(coveragePercent),
      percent(cpu?.mean),
      percent(cpu?.max),
      percent(memory?.mean),
      percent(memory?.max),
      disk === null ? '–' : [`${formatPercent(disk.max)} `, { code: disk.subject }],
      errors === null ? '–' : formatNumber(errors),
      formatNumber(alarms),
      formatNumber(incidents),
    ],
  );
  const table = { kind: 'table', head: texts.days.head, numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9], rows } as const;
  return { id: 'days', title: texts.sections.days, blocks: [table] };
}
