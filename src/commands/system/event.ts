import { addMark } from '../../core/events/mark.ts';
import { order } from '../agents/order.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOf } from '../message/text-of.ts';
import { choiceOption } from '../options.ts';

const MODES = ['next-heartbeat', 'now'] as const;

/** That it is written down is all that `ok` says, unless the heartbeat was asked for, too. */
export const run: Run = async (input) => {
  const mode = choiceOption(input, 'mode', MODES) ?? 'next-heartbeat';
  const { text } = textOf(input, 'text');
  const at = input.open();
  const mark = addMark(at, { by: actor(input), text }, Date.now());
  const written = { ok: true, at: mark.at, by: mark.by, text, heartbeat: null as string | null };
  if (mode === 'next-heartbeat') return { data: written, text: 'Written down.' };
  const beat = await order(at, 'heartbeat');
  return { ...beat, data: { ...written, heartbeat: beat.text }, text: `Written down.\n${beat.text}` };
};
