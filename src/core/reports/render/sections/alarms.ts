import type { Block, Content, Section } from '../document.ts';
import { formatNumber } from '../format.ts';
import type { Context } from './context.ts';

const RECURRING_TIMES = 3;

export function alarms({ report, texts, clock }: Context): Section {
  const { alarms: all } = report;
  const words = texts.alarms;
  const blocks: Block[] = [];
  if (all.total === 0) blocks.push({ kind: 'text', content: words.none });
  else {
    const rows = all.list.map(({ subject, severity, count, first, last, text }): Content[] => [
      { code: subject },
      texts.levels[severity as keyof typeof texts.levels] ?? severity,
      formatNumber(count),
      clock.moment(first),
      clock.moment(last),
      text,
    ]);
    const recurring = all.list.filter(({ count }) => count >= RECURRING_TIMES);
    blocks.push({ kind: 'table', head: words.head, numbers: [2], rows });
    blocks.push({ kind: 'text', content: words.delivered(all.delivered, all.total) });
    if (recurring.length > 0)
      blocks.push({
        kind: 'list',
        items: recurring.map(({ subject, count, days, usualHour }) =>
          words.recurring({ code: subject }, count, days, usualHour),
        ),
      });
  }
  if (all.before !== null) blocks.push({ kind: 'text', content: words.before(all.before) });
  return { id: 'alarms', title: texts.sections.alarms, blocks };
}
