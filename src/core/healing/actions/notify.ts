import { newNotification, tell } from '../../notify/tell.ts';
import type { ActionType } from '../action.ts';
import type { Settings } from './settings.ts';
import { harmless, timed } from './step-result.ts';

const SEVERITIES = ['info', 'warning', 'critical'] as const;

type Told = Settings<'notify'>;

/** Tells a person, over the channels of escalation: queued on disk, synced, before it counts as done. */
export const notify: ActionType<Told> = {
  name: 'notify',
  async plan({ severity, subject, text }) {
    return [{ action: 'notify', target: subject, detail: { severity, subject, text }, gain: null }];
  },
  async precheck({ detail }) {
    return isTold(detail) ? null : 'it does not say what to tell';
  },
  run: ({ detail }, { at }) =>
    timed(() => {
      if (!isTold(detail)) return { ok: false, text: 'it does not say what to tell' };
      const { severity, subject, text } = detail;
      tell(at, newNotification({ severity, subject: harmless(subject), text: harmless(text) }));
      return { ok: true, text: `queued: ${subject}` };
    }),
  undo: null,
};

function isTold(detail: Record<string, unknown>): detail is Record<string, unknown> & Told {
  const { severity, subject, text } = detail;
  return SEVERITIES.some((known) => known === severity) && typeof subject === 'string' && typeof text === 'string';
}
