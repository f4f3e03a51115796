import type { Pattern } from '../../report-events.ts';
import type { Content, Piece, Section } from '../document.ts';
import type { Context } from './context.ts';

/** What came again and again, and when it mostly comes. */
export function patterns({ report, texts }: Context): Section | null {
  if (report.patterns.length === 0) return null;
  const words = texts.patterns;
  const items = report.patterns.map(({ kind, subject, target, times, days, usualWeekday, usualHour }): Content => {
    const on: Piece[] = target === null ? [] : [words.on, { code: target }];
    const weekday = usualWeekday === null ? null : (texts.weekdays[usualWeekday - 1] ?? null);
    return words.item(words.kinds[kind], [nameOf(kind, subject), ...on], times, days, words.when(weekday, usualHour));
  });
  return { id: 'patterns', title: texts.sections.patterns, blocks: [{ kind: 'list', items }] };
}

function nameOf(kind: Pattern['kind'], subject: string): Piece {
  return kind === 'incident' ? { strong: subject } : { code: subject };
}
