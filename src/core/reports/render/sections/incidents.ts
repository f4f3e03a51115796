import type { Block, Content, Section } from '../document.ts';
import { formatNumber, formatPercent } from '../format.ts';
import { type Context, join } from './context.ts';

export function incidents({ report, texts, clock }: Context): Section {
  const { incidents: all } = report;
  const words = texts.incidents;
  const blocks: Block[] = [];
  if (all.list.length === 0) blocks.push({ kind: 'text', content: words.none });
  else {
    const minutes = (value: number) => texts.duration(value * 60);
    const by = (name: string | null) => (name === null ? '' : words.by(name));
    const rows = all.list.map((incident): Content[] => {
      const { title, severity, openedAt, openedFrom, acknowledgedAt, acknowledgedBy, resolvedAt } = incident;
      return [
        title,
        severity === null ? texts.unknown : (texts.levels[severity as keyof typeof texts.levels] ?? severity),
        `${clock.moment(openedAt)}${openedFrom === 'file' ? ' *' : ''}`,
        acknowledgedAt === null ? '–' : `${clock.moment(acknowledgedAt)}${by(acknowledgedBy)}`,
        resolvedAt === null ? { level: 'warning', text: words.open } : clock.moment(resolvedAt),
        incident.minutes === null ? '–' : minutes(incident.minutes),
      ];
    });
    blocks.push({ kind: 'table', head: words.head, numbers: [], rows });
    const notes: string[] = [];
    if (all.list.some(({ openedFrom }) => openedFrom === 'file')) notes.push(words.fileTime);
    const [acknowledge, resolve] = [all.meanMinutesToAcknowledge, all.meanMinutesToResolve].map((value) =>
      value === null ? null : minutes(value),
    );
    const means = words.meanTimes(acknowledge ?? null, resolve ?? null);
    if (means !== '') notes.push(means);
    if (notes.length > 0) blocks.push({ kind: 'text', content: notes.join(' ') });
    // Of one kind there is nothing to compare.
    if (all.byKind.length > 1) {
      const kinds = all.byKind.map(({ kind, count, percent }, index): Content => {
        return [index === 0 ? '' : ', ', { code: kind }, ` ${formatNumber(count)} (${formatPercent(percent)})`];
      });
      blocks.push({ kind: 'text', content: join(words.byKind, ...kinds) });
    }
  }
  if (all.openedBefore !== null) blocks.push({ kind: 'text', content: words.before(all.openedBefore) });
  return { id: 'incidents', title: texts.sections.incidents, blocks };
}
