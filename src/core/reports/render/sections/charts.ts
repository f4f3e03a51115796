import type { Resource } from '../../report-parts.ts';
import { daysOf, periodOfDay } from '../../time/period.ts';
import { localTime } from '../../time/zone.ts';
import type { Chart, Line } from '../document.ts';
import { formatLimit, formatValue } from '../format.ts';
import type { Context } from './context.ts';

/** The pictures of a report. A form that has no pictures leaves them out: the tables say the same. */
export function charts(context: Context): Chart[] {
  const { report, texts } = context;
  const { cpu, memory, load, disks, receive, transmit, errors } = report.charts;
  const words = texts.charts;
  const only = (name: string, grid: Line['grid'] | null): Line[] => (grid === null ? [] : [{ name, grid }]);
  const limits = (id: Resource['id']): Chart['limits'] => {
    const above = report.resources.find((resource) => resource.id === id)?.above;
    if (above === null || above === undefined) return [];
    return [
      { value: above.warning.limit, level: 'warning' },
      { value: above.critical.limit, level: 'critical' },
    ];
  };
  const all: [string, Chart['unit'], Line[], Chart['limits']][] = [
    [words.cpu, 'percent', only(words.cpu, cpu), limits('cpu')],
    [words.memory, 'percent', only(words.memory, memory), limits('memory')],
    [words.disks, 'percent', disks.map(({ subject, grid }) => ({ name: subject, grid })), limits('disk')],
    [words.load, 'number', only(words.load, load), []],
    [words.network, 'bytesPerSecond', [...only(words.receive, receive), ...only(words.transmit, transmit)], []],
    [words.errors, 'number', only(words.errors, errors), []],
  ];
  const frame = frameOf(context);
  return all
    .filter(([, , lines]) => lines.length > 0)
    .map(([title, unit, lines, lineLimits]) => ({
      kind: 'chart',
      title,
      unit,
      lines,
      limits: lineLimits,
      ...frame,
      // Logs are read apart from the samples: a gap in these is none in those.
      gaps: title === words.errors ? [] : frame.gaps,
      description: describe(title, unit, lines, texts),
      limitText:
        lineLimits.length === 0 ? '' : words.thresholds(lineLimits.map(({ value }) => formatLimit(value)).join(', ')),
      peakText: lines.length > 1 ? '' : peakOf(title, context),
    }));
}

/** A phone shows the chart first, and the table that says when only after some scrolling. */
function peakOf(title: string, { report, texts, clock }: Context): string {
  const words = texts.charts;
  const ids: Readonly<Record<string, Resource['id']>> = {
    [words.cpu]: 'cpu',
    [words.memory]: 'memory',
    [words.load]: 'load',
  };
  const resource = report.resources.find(({ id }) => id === ids[title]);
  return resource === undefined
    ? ''
    : words.highest(formatValue(resource.max, resource.unit), clock.moment(resource.maxAt));
}

function describe(title: string, unit: Chart['unit'], lines: readonly Line[], texts: Context['texts']): string {
  const values = lines.flatMap(({ grid }) => [...grid.low, ...grid.high]).filter((value) => value !== null);
  return texts.charts.describe(title, formatValue(Math.min(...values), unit), formatValue(Math.max(...values), unit));
}

/** What all charts of a report share: the whole period, also where it is not over, and where nothing was measured. */
function frameOf({ report, texts }: Context): Pick<Chart, 'from' | 'to' | 'gaps' | 'ticks' | 'gapText'> {
  const period = periodOfDay(report.kind, report.period.firstDay, report.period.zone);
  const gaps = report.coverage.gaps.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  return { from: period.from, to: period.to, gaps, ticks: ticksOf(report), gapText: texts.charts.gap };
}

/** Every six hours of a day; the days of a week; every fifth day of a month. */
function ticksOf({ kind, period }: Context['report']): Chart['ticks'] {
  const whole = periodOfDay(kind, period.firstDay, period.zone);
  if (kind === 'daily') {
    const ticks: { time: number; text: string }[] = [];
    // Step by the hour and ask the clock: on the days on which it is set, 06:00 is not six hours after midnight.
    for (let time = whole.from; time < whole.to; time += 1_800_000) {
      const { hour, minute } = localTime(time, period.zone);
      const text = `${String(hour).padStart(2, '0')}:00`;
      if (minute === 0 && hour % 6 === 0 && ticks.at(-1)?.text !== text) ticks.push({ time, text });
    }
    return [...ticks, { time: whole.to, text: '24:00' }];
  }
  return daysOf(whole)
    .filter((_day, index) => kind === 'weekly' || index % 5 === 0)
    .map(({ from, name }) => ({ time: from, text: name.slice(5) }));
}
