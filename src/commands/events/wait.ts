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
  const at = input.open();
  const sayAbsent = () => input.say(`ops: there is no ${text.split(' ')[0]} yet; waiting for it`);
  const state = await reached(at, condition, Math.min(limitMs, LONGEST_MS), sayAbsent);
  return { data: { ok: condition.isReached(state), for: text, state }, ...saidOf(at, condition, state, duration) };
};

function saidOf(at: Layout, condition: WaitCondition, state: string | null, duration: string | undefined) {
  const { text } = condition;
  if (condition.isReached(state)) return { text: `${text}: so it is`, exitCode: EXIT.done };
  if (condition.isFinal(at, state)) return { text: `${text}: it is ${state}, and stays so`, exitCode: EXIT.failed };
  return {
    text: `${text}: not within ${duration ?? '24 days'}; it is ${state ?? 'not there'}`,
    exitCode: EXIT.noAnswer,
  };
}

/** How it was when it was reached, when it could not be any more, or when the time was over. */
function reached(at: Layout, condition: WaitCondition, limitMs: number, sayAbsent: () => void): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      clearTimeout(timer);
      clearInterval(alive);
      for (const watch of watches) watch.close();
      act();
    };
    let isFirst = true;
    const look = (isLast: boolean) => {
      try {
        const state = condition.now(at, Date.now());
        const isSettled = condition.isReached(state) || condition.isFinal(at, state);
        if (isFirst && state === null && !isSettled) sayAbsent();
        isFirst = false;
        if (isLast || isSettled) end(() => resolve(state));
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
