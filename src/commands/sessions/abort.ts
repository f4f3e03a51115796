import { hasEnded } from '../../core/sessions/record.ts';
import { stopSession } from '../../core/sessions/stop.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Run } from '../command.ts';
import { flag, textOption } from '../options.ts';
import { forEachSession } from './each.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const reason = textOption(input, 'reason') ?? 'aborted from a shell';
  return forEachSession(at, 'abort', input.args, async (record) => {
    const { status } = viewOf(at, record);
    if (hasEnded(status)) return `had ended before: ${status}`;
    const stopped = await stopSession(at, record, { reason, force: flag(input, 'force') });
    return stopped.forced ? 'killed' : (stopped.record?.status ?? 'ended');
  });
};
