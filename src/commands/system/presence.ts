import { ORCHESTRATOR } from '../../core/sessions/names.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { listRecords } from '../../core/sessions/registry.ts';
import { leaseAgeMs, viewOf } from '../../core/sessions/view.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { textTable } from '../text-table.ts';

/** Every session that has a process, the orchestrator first. `shownMsAgo`: null for one that promised no sign of life. */
export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const alive = listRecords(at).records.filter(({ status }) => !hasEnded(status));
  const presence = alive
    .map((record) => viewOf(at, record, now))
    .filter(({ status }) => !hasEnded(status))
    .map(({ record, live }) => ({
      role: record.agentId === ORCHESTRATOR ? 'orchestrator' : 'session',
      key: record.key,
      host: record.owner?.host ?? null,
      pid: record.owner?.pid ?? null,
      live,
      startedAt: record.startedAt,
      shownMsAgo: leaseAgeMs(at, record.id, now),
    }))
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  const table = presence.map(({ key, host, pid, live, startedAt, shownMsAgo }) => [
    key,
    host ?? '',
    String(pid ?? ''),
    live,
    startedAt === null ? '' : `${describeDuration(now - Date.parse(startedAt))} ago`,
    shownMsAgo === null ? '' : `${describeDuration(shownMsAgo)} ago`,
  ]);
  const text =
    table.length === 0
      ? 'Nobody works in this workspace now.'
      : textTable(['KEY', 'HOST', 'PID', 'LIVE', 'STARTED', 'SHOWN'], table);
  return { data: { count: presence.length, presence }, text };
};

/** By plain comparison: asking for the rules of a language takes 4 ms. */
function orderOf({ role, key }: { role: string; key: string }): string {
  return `${role} ${key}`;
}
