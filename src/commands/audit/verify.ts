import { EXIT } from '../../core/errors.ts';
import { readAudit } from '../../core/healing/audit/store.ts';
import { plural } from '../../core/text/plural.ts';
import type { Run } from '../command.ts';

export const run: Run = async (input) => {
  const { entries, faults, tornLines, openTail } = readAudit(input.open());
  const whole = faults.length === 0;
  const last = entries.at(-1) ?? null;
  const torn = tornLines + openTail.length;
  const notes =
    torn === 0
      ? ''
      : `\n${plural(torn, 'line was', 'lines were')} torn by a crash; what stood there is lost, the chain is not.`;
  const said = whole
    ? `The audit is whole: ${plural(entries.length, 'entry', 'entries')}${last === null ? '' : `, the last of ${last.at}`}.`
    : ['The audit is BROKEN:', ...faults.map(({ line, reason }) => `  line ${line}: ${reason}`)].join('\n');
  return {
    data: {
      whole,
      entries: entries.length,
      lastAt: last?.at ?? null,
      lastHash: last?.hash ?? null,
      tornLines: torn,
      faults,
    },
    text: said + notes,
    exitCode: whole ? EXIT.done : EXIT.failed,
  };
};
