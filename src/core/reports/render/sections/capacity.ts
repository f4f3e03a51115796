import type { Forecast } from '../../report-parts.ts';
import type { Content, Section } from '../document.ts';
import { formatBytes, formatChange, percentCell } from '../format.ts';
import type { Context } from './context.ts';

export function capacity({ report, texts }: Context): Section {
  const words = texts.capacity;
  const title = texts.sections.capacity;
  if (report.capacity.length === 0) return { id: 'capacity', title, blocks: [{ kind: 'text', content: words.none }] };
  const rows = report.capacity.map((forecast): Content[] => [
    forecast.subject === null
      ? words.names[forecast.resource]
      : [`${words.names[forecast.resource]} `, { code: forecast.subject }],
    percentCell(forecast.percent),
    forecast.bytes === null ? '–' : words.size(forecast.bytes.used, forecast.bytes.total),
    forecast.perDay === null ? '–' : { figure: growth(forecast, texts) },
    fullIn(forecast, words),
    texts.duration(forecast.observedHours * 3_600),
  ]);
  const table = { kind: 'table', head: words.head, numbers: [1, 2, 3], rows } as const;
  return { id: 'capacity', title, blocks: [table, { kind: 'text', content: words.note }] };
}

/** In bytes where they are known, which a person can compare with what there is. */
function growth({ perDay, bytes }: Forecast, texts: Context['texts']): string {
  const points = formatChange(perDay ?? 0, 'percent', texts.resources.points);
  if (bytes === null || perDay === null || /^0\D/.test(points)) return points;
  const sign = perDay > 0 ? '+' : '';
  return `${points} (${sign}${formatBytes((bytes.total * perDay) / 100)})`;
}

function fullIn({ resource, state, fullInDays, range }: Forecast, words: Context['texts']['capacity']): Content {
  if (state !== 'filling') return words.state[state];
  // Memory that grows is a leak or a cache; "full in 12 days" would be a guess.
  if (resource === 'memory') return words.state.grows;
  if (fullInDays === null) return words.state.filling;
  const [soonest, latest] = range ?? [fullInDays, fullInDays];
  if (fullInDays > 365) return words.days(fullInDays);
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
