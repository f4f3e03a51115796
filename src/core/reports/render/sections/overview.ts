import type { Content, Section } from '../document.ts';
import { formatNumber, formatPercent } from '../format.ts';
import type { Context } from './context.ts';

/** The day in ten lines: what a person reads who reads nothing else. */
export function overview({ report, texts, clock }: Context): Section {
  const { machine, coverage, incidents, alarms, agents, logs } = report;
  const words = texts.overview;
  const rows: [string, Content][] = [
    [words.uptime, machine.uptimeSeconds === null ? texts.unknown : texts.duration(machine.uptimeSeconds)],
    [
      words.restarts,
      machine.restarts.length === 0
        ? restartsUnknown(report)
          ? texts.unknown
          : texts.none
        : machine.restarts.map(({ at }) => clock.moment(at)).join(', '),
    ],
    [
      words.measured,
      coverage.samples === 0
        ? texts.gaps.all
        : words.samples(
            coverage.samples,
            coverage.intervalSeconds === null ? null : texts.duration(coverage.intervalSeconds),
            formatPercent(coverage.percent),
            coverage.gaps.length,
          ),
    ],
  ];
  if (machine.receivedBytes !== null && machine.sentBytes !== null)
    rows.push([words.network, words.traffic(machine.receivedBytes, machine.sentBytes)]);
  const runs = agents.reduce((sum, agent) => sum + agent.runs, 0);
  const failed = agents.reduce((sum, agent) => sum + agent.failed, 0);
  rows.push(
    [words.incidents, words.incidentCounts(incidents.opened, incidents.resolved, incidents.openAtEnd)],
    [
      words.alerts,
      words.alertCounts(alarms.alerts.fired, listed(alarms.alerts.bySeverity, texts.levels), alarms.alerts.openAtEnd),
    ],
    [words.agents, words.runs(runs, failed)],
    [words.logs, logs.analyses === 0 ? words.notAnalysed : words.logCounts(logs.lines, logs.errors, logs.warnings)],
  );
  if (alarms.total > 0)
    rows.push([words.news, words.newsCounts(alarms.total, listed(alarms.bySeverity, texts.levels))]);
  return { id: 'overview', title: texts.sections.overview, blocks: [{ kind: 'facts', rows }] };
}

/** No restart seen means something only where uptimes were seen. */
function restartsUnknown({ machine, coverage }: Context['report']): boolean {
  return coverage.samples === 0 || machine.uptimeSeconds === null;
}

function listed(counts: Record<string, number>, levels: Record<string, string>): string {
  return Object.entries(counts)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([severity, count]) => `${levels[severity] ?? severity} ${formatNumber(count)}`)
    .join(', ');
}
