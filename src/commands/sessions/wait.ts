import { EXIT } from '../../core/errors.ts';
import { awaitEnd } from '../../core/sessions/await-end.ts';
import { findSession } from '../../core/sessions/find.ts';
import type { SessionRow } from '../../core/sessions/row.ts';
import type { Result, Run } from '../command.ts';
import { LONGEST_SECONDS, numberOption } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const found = findSession(at, input.args[0] ?? '');
  const { id, runId, key } = found.where === 'registry' ? found.record : found.run;
  const timeoutSeconds = numberOption(input, 'timeoutSeconds', { max: LONGEST_SECONDS }) ?? 0;
  return outcomeResult(key, await awaitEnd(at, id, runId, timeoutSeconds * 1_000), timeoutSeconds);
};

/** Exit 0 only for a run that ended well; 2 when it still goes on. */
export function outcomeResult(key: string, row: SessionRow | null, timeoutSeconds: number): Result {
  if (row === null) {
    return {
      data: { ok: false, sessionKey: key, status: 'running' },
      text: `${key} still runs after ${timeoutSeconds} s`,
      exitCode: EXIT.noAnswer,
    };
  }
  const ok = row.status === 'done';
  const reason = row.reason === null ? '' : `: ${row.reason}`;
  return { data: { ok, ...row }, text: `${key} ended: ${row.status}${reason}`, exitCode: ok ? EXIT.done : EXIT.failed };
}
