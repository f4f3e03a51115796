import type { Block, Content, Section } from '../document.ts';
import { formatLimit, formatNumber, formatPercent, percentCell } from '../format.ts';
import type { Context } from './context.ts';

/** The machine, the measuring, the orchestrator, and the health checks: how much of the time each was there. */
export function availability(context: Context): Section {
  const { report, texts, clock } = context;
  const { coverage, target, watch } = report;
  const words = texts.availability;
  const rows: [string, Content][] = [
    [words.target, words.targetAllows(formatLimit(target.percent), texts.duration(target.downSeconds))],
    [words.machine, machineText(context)],
    [words.watching, coverage.samples === 0 ? formatPercent(0) : formatPercent(coverage.percent)],
    [words.orchestrator, watch.missed === null ? words.noBeats : words.beats(watch.beats, watch.skipped, watch.missed)],
  ];
  const blocks: Block[] = [{ kind: 'facts', rows }];
  if (watch.longestSilence !== null && (watch.missed ?? 0) > 0) {
    const [from, to] = clock.ends(watch.longestSilence);
    blocks.push({ kind: 'text', content: words.silence(from, to, texts.duration(watch.longestSilence.seconds)) });
  }
  if (report.checks.length === 0) blocks.push({ kind: 'text', content: words.noChecks });
  else {
    blocks.push(checkTable(context));
    if (coverage.percent < 100) blocks.push({ kind: 'text', content: words.note(formatPercent(coverage.percent)) });
  }
  return { id: 'availability', title: texts.sections.availability, blocks };
}

function machineText({ report: { machine, coverage }, texts, clock }: Context): string {
  const { knownUpPercent, downAtMostSeconds: down, meetsTarget } = machine;
  const words = texts.availability;
  if (knownUpPercent === null) return texts.unknown;
  const since = coverage.began === null ? null : clock.moment(coverage.began);
  const ran =
    down === null || down === 0
      ? words.throughout(since)
      : words.known(formatPercent(knownUpPercent, 2), texts.duration(down), since);
  return `${ran}${words.machineTarget(meetsTarget === true)}`;
}

function checkTable({ report, texts }: Context): Block {
  const words = texts.availability;
  const ms = (value: number | undefined) => (value === undefined ? '–' : `${formatNumber(value)} ms`);
  const rows = report.checks.map(
    ({ name, percent, tries, downSeconds, failingAtEnd, meetsTarget, latency }): Content[] => [
      failingAtEnd ? [{ code: name }, ' ', { level: 'critical', text: words.failing }] : { code: name },
      percentCell(percent, 2),
      meetsTarget ? words.met : { level: 'warning', text: words.missed },
      downSeconds === 0 ? '–' : texts.duration(downSeconds),
      ms(latency?.mean),
      ms(latency?.p95),
      ms(latency?.max),
      formatNumber(tries),
    ],
  );
  const head = words.head(formatLimit(report.target.percent));
  return { kind: 'table', head, numbers: [1, 3, 4, 5, 6, 7], rows };
}
