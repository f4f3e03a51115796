import type { Block, Content, Section } from '../document.ts';
import { formatNumber, formatPercent } from '../format.ts';
import type { Context } from './context.ts';

/** What playbooks repaired, what a person was asked, and what came back. */
export function healing({ report, texts }: Context): Section {
  const { runs, verified, successPercent, meanSecondsToRepair, asked, denied, expired, playbooks } = report.healing;
  const { agentFailures, agentRecoveries, meanSecondsToRecover } = report.healing;
  const words = texts.healing;
  const span = (seconds: number | null) => (seconds === null ? null : texts.duration(seconds));
  const sentences = [
    runs === 0 || successPercent === null
      ? words.none
      : words.runs(runs, verified, formatPercent(successPercent), span(meanSecondsToRepair)),
    ...(asked + denied + expired === 0 ? [] : [words.asked(asked, denied, expired)]),
    words.agents(agentRecoveries, agentFailures, span(meanSecondsToRecover)),
  ];
  const rows = playbooks.map((one): Content[] => [
    one.recurring ? [{ code: one.playbook }, ' ', { level: 'warning', text: words.recurring }] : { code: one.playbook },
    { code: one.target },
    formatNumber(one.runs),
    formatNumber(one.verified),
    span(one.meanSecondsToRepair) ?? '–',
  ]);
  const blocks: Block[] = sentences.map((content) => ({ kind: 'text', content }));
  if (rows.length > 0) blocks.splice(1, 0, { kind: 'table', head: words.head, numbers: [2, 3, 4], rows });
  return { id: 'healing', title: texts.sections.healing, blocks };
}
