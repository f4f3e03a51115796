import type { AlertLine, Deliveries } from '../../report-events.ts';
import type { Block, Content, Section } from '../document.ts';
import { formatNumber } from '../format.ts';
import type { Context } from './context.ts';

export function alarms(context: Context): Section {
  const { report, texts } = context;
  const { alarms: all } = report;
  const { before, alerts, deliveries } = all;
  const blocks = [
    ...alertBlocks(context),
    ...newsBlocks(context),
    ...(all.total + alerts.fired + deliveries.delivered + deliveries.givenUp === 0 ? [] : deliveryBlocks(context)),
  ];
  if (before !== null) blocks.push({ kind: 'text', content: texts.alarms.before(alerts.firedBefore ?? 0, before) });
  return { id: 'alarms', title: texts.sections.alarms, blocks };
}

function alertBlocks({ report, texts, clock }: Context): Block[] {
  const { list } = report.alarms.alerts;
  const words = texts.alarms;
  if (list.length === 0) return [{ kind: 'text', content: words.noAlerts }];
  const atEnd = ({ openAtEnd, acknowledgedBy, severity }: AlertLine): Content =>
    openAtEnd
      ? [{ level: severity, text: words.firing }, acknowledgedBy === null ? '' : words.takenOver(acknowledgedBy)]
      : words.over;
  const rows = list.map((line): Content[] => [
    nameOf(line),
    texts.levels[line.severity],
    line.times === 0 ? '–' : formatNumber(line.times),
    clock.moment(line.last),
    texts.duration(line.seconds),
    atEnd(line),
  ]);
  const table: Block = { kind: 'table', head: words.alertHead, numbers: [2], rows };
  return [table];
}

function nameOf({ title, alertname }: AlertLine): Content {
  return title === null ? { code: alertname } : title;
}

/** What the orchestrator told of itself and its agents. */
function newsBlocks({ report, texts, clock }: Context): Block[] {
  const { total, list } = report.alarms;
  const words = texts.alarms;
  if (total === 0) return [];
  const rows = list.map(({ subject, severity, count, first, last, text }): Content[] => [
    { code: subject },
    texts.levels[severity as keyof typeof texts.levels] ?? severity,
    formatNumber(count),
    clock.moment(first),
    clock.moment(last),
    text,
  ]);
  return [
    { kind: 'text', content: words.told },
    { kind: 'table', head: words.head, numbers: [2], rows },
  ];
}

function deliveryBlocks({ report, texts, clock }: Context): Block[] {
  const { delivered, byChannel, seconds, givenUp, failures }: Deliveries = report.alarms.deliveries;
  const words = texts.alarms;
  const channels = Object.entries(byChannel)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${formatNumber(count)}`)
    .join(', ');
  // Most are there within a second, which whole seconds would call none.
  const confirmed =
    delivered === 0
      ? words.notDelivered
      : words.delivered(
          delivered,
          channels,
          seconds === null ? null : texts.duration(Math.max(1, Math.ceil(seconds.p50))),
          seconds === null ? null : texts.duration(Math.max(1, Math.round(seconds.max))),
        );
  const lost: Block[] =
    givenUp === 0
      ? []
      : [
          { kind: 'text', content: words.givenUp(givenUp) },
          {
            kind: 'list',
            items: failures.map(({ at, title, reason }) => words.failure(clock.moment(at), title, reason)),
          },
        ];
  return [{ kind: 'text', content: confirmed }, ...lost];
}
