import { OpsError } from '../../core/errors.ts';
import { DEFAULT_LIMIT, listSessions } from '../../core/sessions/list.ts';
import { STATUSES } from '../../core/sessions/record.ts';
import type { SessionRow } from '../../core/sessions/row.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption, textOption } from '../options.ts';
import { textTable } from '../text-table.ts';

function limitOf(input: Input): number {
  if (textOption(input, 'limit') === 'all') return Number.POSITIVE_INFINITY;
  return numberOption(input, 'limit', { min: 1, integer: true }) ?? DEFAULT_LIMIT;
}

export const run: Run = async (input) => {
  const { unreadable, ...list } = listSessions(input.open(), {
    agentId: textOption(input, 'agent'),
    label: textOption(input, 'label'),
    status: choiceOption(input, 'status', STATUSES),
    kind: choiceOption(input, 'kind', ['main', 'subagent', 'cron']),
    search: textOption(input, 'search'),
    activeMinutes: numberOption(input, 'active'),
    limit: limitOf(input),
    all: flag(input, 'all'),
  });
  const warnings = unreadable.map(({ file, reason }) => `${file} ${reason}; it is left out`);
  return {
    data: { ...list, unreadable },
    // A table of 100 rows costs as much as reading their records.
    text: input.json ? '' : describeSessions(list.sessions, list.totalCount),
    warnings,
    exitCode: unreadable.length === 0 ? 0 : new OpsError('E_CORRUPT', '').exitCode,
  };
};

/** The table of `ops sessions list`. */
export function describeSessions(rows: readonly SessionRow[], total: number): string {
  if (total === 0) return 'No sessions. Start the orchestrator with: ops agents spawn ops-orchestrator\n';
  const lines = rows.map((row) => [
    row.live === 'stale' ? `${row.status} (stale)` : row.status,
    row.key,
    row.pid === null ? '' : String(row.pid),
    describeDuration(row.ageMs),
    row.label ?? '',
    row.reason ?? row.task ?? '',
  ]);
  const more = total > rows.length ? `${total - rows.length} more: --limit all\n` : '';
  return textTable(['STATUS', 'SESSION', 'PID', 'CHANGED', 'LABEL', 'TASK OR REASON'], lines) + more;
}
