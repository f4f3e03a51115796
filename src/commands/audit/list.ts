import { AUDIT_KINDS, type AuditEntry } from '../../core/healing/audit/entry.ts';
import { readAudit } from '../../core/healing/audit/store.ts';
import { durationOrThrow } from '../../core/text/parse-duration.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, numberOption, textOption } from '../options.ts';
import { textTable } from '../text-table.ts';

export const run: Run = async (input) => {
  const chosen = chosenBy(input, Date.now());
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 50;
  const { entries, faults } = readAudit(input.open());
  const fitting = entries.filter(chosen);
  const shown = fitting.slice(-limit);
  const rows = shown.map((entry) => [
    String(entry.sequence),
    entry.at,
    entry.kind,
    entry.playbook ?? '-',
    entry.target ?? '-',
    entry.subject ?? '-',
    entry.by,
    summaryOf(entry),
  ]);
  const head = ['NO', 'AT', 'WHAT', 'PLAYBOOK', 'TARGET', 'SUBJECT', 'BY', 'DETAIL'];
  return {
    data: { count: shown.length, totalCount: fitting.length, whole: faults.length === 0, entries: shown },
    text: shown.length === 0 ? 'No entry.' : textTable(head, rows),
    warnings: faults.map(({ line, reason }) => `the audit is broken: line ${line} ${reason}`),
  };
};

function chosenBy(input: Input, now: number): (entry: AuditEntry) => boolean {
  const playbook = textOption(input, 'playbook');
  const subject = textOption(input, 'subject');
  const kind = choiceOption(input, 'kind', AUDIT_KINDS);
  const since = textOption(input, 'since');
  const from = since === undefined ? Number.NEGATIVE_INFINITY : now - durationOrThrow(since, '--since');
  return (entry) =>
    (playbook === undefined || entry.playbook === playbook) &&
    (subject === undefined || entry.subject?.startsWith(subject) === true) &&
    (kind === undefined || entry.kind === kind) &&
    Date.parse(entry.at) >= from;
}

/** What a person looks for first, of details that differ from kind to kind. */
const TELLING = ['outcome', 'decision', 'ok', 'exitCode', 'guard', 'reason'] as const;

function summaryOf({ detail }: AuditEntry): string {
  return TELLING.flatMap((name) => {
    const value = detail[name];
    return value === undefined || value === null ? [] : [`${name}=${String(value)}`];
  })
    .join(' ')
    .slice(0, 120);
}
