import { EXIT, OpsError } from '../../core/errors.ts';
import { parseCondition, type WaitCondition } from '../../core/events/condition.ts';
import type { Layout } from '../../core/files/layout.ts';
import { watchFolder } from '../../core/files/watch-folder.ts';
import { parseDuration } from '../../core/text/parse-duration.ts';
import type { Run } from '../command.ts';
import { textOption } from '../options.ts';

const LOOK_EVERY_MS = 1_000;
const LONGEST_MS = 2 ** 31 - 1;

export const run: Run = async (input) => {
  const text = textOption(input, 'for');
  if (text === undefined)
    throw new OpsError('E_USAGE', 'For what? --for CONDITION', { hint: "Such as: --for 'agent=web status=done'" });
  const condition = parseCondition(text);
  const duration = textOption(input, 'timeout');
  const limitMs = duration === undefined ? LONGEST_MS : parseDuration(duration);
  if (limitMs === null) throw new OpsError('E_USAGE', `--timeout takes a duration such as 90s or 10m, not ${duration}`);
  const state = await reached(input.open(), condition, Math.min(limitMs, LONGEST_MS));
  const ok = condition.isReached(state);
  return {
    data: { ok, for: text, state },
    text: ok ? `${text}: so it is` : `${text}: not within ${duration}; it is ${state ?? 'not there'}`,
    exitCode: ok ? EXIT.done : EXIT.noAnswer,
  };
};

/** How it was when it was reached, or when the time was over. */
function reached(at: Layout, condition: WaitCondition, limitMs: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      clearTimeout(timer);
      clearInterval(alive);
      for (const watch of watches) watch.close();
      act();
    };
    const look = (isLast: boolean) => {
      try {
        const state = condition.now(at, Date.now());
        if (isLast || condition.isReached(state)) end(() => resolve(state));
      } catch (error) {
        end(() => reject(error));
      }
    };
    const timer = setTimeout(() => look(true), limitMs);
    const alive = setInterval(() => {}, LOOK_EVERY_MS);
    const folders = [at.sessions, at.logs, at.alerts, at.activeIncidents, at.approvals, at.status];
    const watches = folders.map((folder) => watchFolder(folder, () => look(false), LOOK_EVERY_MS));
    look(false);
  });
}
