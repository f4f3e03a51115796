import type { Block, Content, Section } from '../document.ts';
import { formatNumber, formatPercent } from '../format.ts';
import type { Context } from './context.ts';

/** What playbooks repaired, what a person was asked, and what agents did by themselves. */
export function healing({ report, texts }: Context): Section {
  const { runs, verified, successPercent, meanSecondsToRepair, asked, allowed, denied, expired } = report.healing;
  const { playbooks, agentFailures, agentRecoveries, meanSecondsToRecover } = report.healing;
  const words = texts.healing;
  const span = (seconds: number | null) => (seconds === null ? null : texts.duration(seconds));
  const text = (content: string): Block => ({ kind: 'text', content });
  const ran = runs > 0 && successPercent !== null;
  const blocks = [
    text(ran ? words.runs(runs, verified, formatPercent(successPercent), span(meanSecondsToRepair)) : words.none),
  ];
  if (playbooks.length > 0) {
    const rows = playbooks.map((one): Content[] => [
      { code: one.playbook },
      { code: one.target },
      formatNumber(one.runs),
      formatNumber(one.verified),
      one.verified === one.runs ? '–' : { level: 'warning', text: formatNumber(one.runs - one.verified) },
      span(one.meanSecondsToRepair) ?? '–',
      one.failure ?? '–',
    ]);
    blocks.push({ kind: 'table', head: words.head, numbers: [2, 3, 4], rows });
  }
  if (asked + allowed + denied + expired > 0) blocks.push(text(words.asked(asked, allowed, denied, expired)));
  // Of a workspace in which nothing ended nobody can say how its agents did.
  if (report.agents.length > 0)
    blocks.push(text(words.agents(agentRecoveries, agentFailures, span(meanSecondsToRecover))));
  return { id: 'healing', title: texts.sections.healing, blocks };
}
