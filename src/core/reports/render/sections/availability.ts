import type { Block, Content, Section } from '../document.ts';
import { formatNumber, formatPercent } from '../format.ts';
import type { Context } from './context.ts';

/** The machine, the measuring, the orchestrator, and the health checks: how much of the time each was there. */
export function availability(context: Context): Section {
  const { report, texts, clock } = context;
  const { machine, coverage, watch } = report;
  const words = texts.availability;
  const down = machine.downAtMostSeconds;
  const rows: [string, Content][] = [
    [
      words.machine,
      machine.knownUpPercent === null
        ? texts.unknown
        : words.known(
            formatPercent(machine.knownUpPercent, 2),
            down === null || down === 0 ? null : texts.duration(down),
            coverage.began === null ? null : clock.moment(coverage.began),
          ),
    ],
    [words.watching, coverage.samples === 0 ? formatPercent(0) : formatPercent(coverage.percent)],
    [words.orchestrator, watch.missed === null ? words.noBeats : words.beats(watch.beats, watch.skipped, watch.missed)],
  ];
  const blocks: Block[] = [{ kind: 'facts', rows }];
  if (watch.longestSilence !== null && (watch.missed ?? 0) > 0) {
    const [from, to] = clock.ends(watch.longestSilence);
    blocks.push({ kind: 'text', content: words.silence(from, to, texts.duration(watch.longestSilence.seconds)) });
  }
  blocks.push(report.checks.length === 0 ? { kind: 'text', content: words.noChecks } : checkTable(context));
  return { id: 'availability', title: texts.sections.availability, blocks };
}

function checkTable({ report, texts }: Context): Block {
  const words = texts.availability;
  const ms = (value: number | undefined) => (value === undefined ? '–' : `${formatNumber(value)} ms`);
  const rows = report.checks.map(({ name, percent, tries, downSeconds, failingAtEnd, latency }): Content[] => [
    failingAtEnd ? [{ code: name }, ' ', { level: 'critical', text: words.failing }] : { code: name },
    formatPercent(percent, 2),
    formatNumber(tries),
    downSeconds === 0 ? '–' : texts.duration(downSeconds),
    ms(latency?.mean),
    ms(latency?.p95),
    ms(latency?.max),
  ]);
  return { kind: 'table', head: words.head, numbers: [1, 2, 3, 4, 5, 6], rows };
}
