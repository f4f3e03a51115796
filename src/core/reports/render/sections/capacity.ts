import type { Forecast } from '../../report-parts.ts';
import type { Content, Section } from '../document.ts';
import { formatChange, formatPercent } from '../format.ts';
import type { Context } from './context.ts';

export function capacity({ report, texts }: Context): Section {
  const words = texts.capacity;
  const title = texts.sections.capacity;
  if (report.capacity.length === 0) return { id: 'capacity', title, blocks: [{ kind: 'text', content: words.none }] };
  const rows = report.capacity.map((forecast): Content[] => [
    forecast.subject === null
      ? words.names[forecast.resource]
      : [`${words.names[forecast.resource]} `, { code: forecast.subject }],
    formatPercent(forecast.percent),
    forecast.perDay === null ? texts.unknown : { figure: formatChange(forecast.perDay, 'percent') },
    fullIn(forecast, words),
    texts.duration(forecast.observedHours * 3_600),
  ]);
  const table = { kind: 'table', head: words.head, numbers: [1, 2], rows } as const;
  return { id: 'capacity', title, blocks: [table, { kind: 'text', content: words.note }] };
}

function fullIn({ resource, state, fullInDays, range }: Forecast, words: Context['texts']['capacity']): Content {
  if (state !== 'filling') return words.state[state];
  // Memory that grows is a leak or a cache; "full in 12 days" would be a guess.
  if (resource === 'memory' || fullInDays === null) return words.state.grows;
  const [soonest, latest] = range ?? [fullInDays, fullInDays];
  const isSure = latest !== null && Math.round(soonest) === Math.round(latest);
  const text = `${words.days(fullInDays)}${isSure ? '' : words.range(soonest, latest)}`;
  if (fullInDays > 14) return text;
  return { level: fullInDays <= 1 ? 'critical' : 'warning', text };
}

/** Monthly: how much of what is there was needed. */
export function utilisation({ report, texts }: Context): Section | null {
  if (report.kind !== 'monthly' || report.resources.length === 0) return null;
  const words = texts.capacity;
  const items = report.resources
    .filter(({ id }) => id === 'cpu' || id === 'memory')
    .map(({ id, p95, mean, max }) => words.utilisation(texts.resources.names[id], p95, mean, max));
  return {
    id: 'utilisation',
    title: texts.sections.utilisation,
    blocks: [
      { kind: 'list', items },
      { kind: 'text', content: words.noCost },
    ],
  };
}
