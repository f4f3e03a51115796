import type { Resource } from '../../report-parts.ts';
import type { Block, Content, Section } from '../document.ts';
import { formatChange, formatLimit, formatValue, sparkline } from '../format.ts';
import { charts } from './charts.ts';
import type { Context } from './context.ts';

export function resources(context: Context): Section {
  const { report, texts } = context;
  const words = texts.resources;
  if (report.resources.length === 0)
    return { id: 'resources', title: texts.sections.resources, blocks: [{ kind: 'text', content: words.none }] };
  const above = report.resources.flatMap((resource) => aboveText(resource, context));
  const blocks: Block[] = [
    {
      kind: 'table',
      head: words.head,
      numbers: [1, 2, 3, 4, 5, 6, 7],
      rows: report.resources.map((resource) => rowOf(resource, context)),
    },
    { kind: 'text', content: words.note[report.kind](changeNote(context)) },
  ];
  if (above.length > 0) blocks.push({ kind: 'list', items: above });
  return { id: 'resources', title: texts.sections.resources, blocks: [...blocks, ...charts(context)] };
}

function nameOf({ id, subject }: Resource, { texts }: Context): Content {
  const name = texts.resources.names[id];
  return subject === null ? name : [`${name} `, { code: subject }];
}

function rowOf(resource: Resource, context: Context): Content[] {
  const { unit, mean, p50, p95, min, max, maxAt, change, course } = resource;
  const figure = (value: number) => formatValue(value, unit);
  return [
    nameOf(resource, context),
    figure(mean),
    figure(p95),
    figure(max),
    context.clock.moment(maxAt),
    change === null ? '–' : { figure: formatChange(change, unit, context.texts.resources.points) },
    figure(p50),
    figure(min),
    { course: sparkline(course, unit) },
  ];
}

function changeNote({ report: { kind, period, resources: all }, texts }: Context): string {
  const words = texts.resources;
  return all.every(({ change }) => change === null) ? words.noChange : words.change[kind](period.complete);
}

function aboveText(resource: Resource, { texts }: Context): Content[] {
  const { above, subject, id } = resource;
  if (above === null || above.warning.seconds === 0) return [];
  const name = subject === null ? texts.resources.names[id] : { code: subject };
  const { limit, seconds } = above.critical.seconds > 0 ? above.critical : above.warning;
  return [texts.resources.above(name, formatLimit(limit), texts.duration(seconds))];
}
