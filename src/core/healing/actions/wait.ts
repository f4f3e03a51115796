import { setTimeout as delay } from 'node:timers/promises';
import { describeDuration } from '../../text/duration.ts';
import type { ActionType } from '../action.ts';
import type { Settings } from './settings.ts';
import { timed } from './step-result.ts';

const LONGEST_MS = 600_000;

/** Lets a moment pass, so that what was done before can take effect. */
export const wait: ActionType<Settings<'wait'>> = {
  name: 'wait',
  async plan({ for: milliseconds }) {
    return [{ action: 'wait', target: describeDuration(milliseconds), detail: { milliseconds }, gain: null }];
  },
  async precheck({ detail: { milliseconds } }) {
    const fits = typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= LONGEST_MS;
    return fits ? null : 'its length is not one of up to 10 minutes';
  },
  run: (step, context) =>
    timed(async () => {
      const problem = await wait.precheck(step, context);
      if (problem !== null) return { ok: false, text: problem };
      try {
        await delay(Number(step.detail.milliseconds), undefined, { signal: context.signal });
        return { ok: true, text: `waited ${step.target}` };
      } catch {
        return { ok: false, text: 'stopped before it was over' };
      }
    }),
  undo: null,
};
