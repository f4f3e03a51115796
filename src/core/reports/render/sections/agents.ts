import type { Content, Section } from '../document.ts';
import { formatNumber } from '../format.ts';
import type { Context } from './context.ts';

export function agents({ report, texts, clock }: Context): Section {
  const words = texts.agents;
  const seconds = (value: number | null) =>
    value === null ? '–' : words.seconds(formatNumber(value, value < 10 ? 2 : 0));
  const rows = report.agents.map((agent): Content[] => [
    { code: agent.agentId },
    formatNumber(agent.runs),
    formatNumber(agent.done),
    agent.failed === 0 ? '–' : { level: agent.failedLast ? 'warning' : 'info', text: formatNumber(agent.failed) },
    agent.stopped === 0 ? '–' : formatNumber(agent.stopped),
    seconds(agent.p50Seconds),
    seconds(agent.p95Seconds),
    agent.lastFailure === null ? '–' : words.failure(clock.moment(agent.lastFailure.at), agent.lastFailure.reason),
  ]);
  const table = { kind: 'table', head: words.head, numbers: [1, 2, 3, 4, 5, 6], rows } as const;
  const block = rows.length === 0 ? ({ kind: 'text', content: words.none } as const) : table;
  return { id: 'agents', title: texts.sections.agents, blocks: [block] };
}
