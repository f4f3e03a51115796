import { type RunEntry, readRuns } from '../../core/sessions/run-log.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { choiceOption, numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';

const WANTED: Record<'all' | 'ok' | 'error', (run: RunEntry) => boolean> = {
  all: () => true,
  ok: (run) => run.status === 'done',
  error: (run) => run.status !== 'done',
};

export const run: Run = async (input) => {
  const at = input.open();
  const [id] = input.args;
  const status = choiceOption(input, 'status', ['all', 'ok', 'error']) ?? 'all';
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 50;
  const all = readRuns(at, { recent: false })
    .filter((entry) => entry.job !== null && (id === undefined || entry.job === id) && WANTED[status](entry))
    .reverse();
  const entries = all.slice(0, limit);
  const rows = entries.map((entry) => [
    entry.job ?? '',
    entry.runId.slice(0, 8),
    entry.status,
    entry.startedAt ?? '',
    entry.durationMs === null ? '' : describeDuration(entry.durationMs),
    entry.exitCode === null ? (entry.signal ?? '') : String(entry.exitCode),
    entry.reason ?? '',
  ]);
  return {
    data: { entries, total: all.length, limit, hasMore: all.length > entries.length },
    text:
      entries.length === 0
        ? 'No runs yet.'
        : textTable(['JOB', 'RUN', 'STATUS', 'STARTED', 'TOOK', 'EXIT', 'REASON'], rows),
  };
};
