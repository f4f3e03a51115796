import type { Letter } from '../data/snapshot.ts';
import type { Tone } from '../view/theme.ts';
import type { State, World } from './model.ts';
import { type Line, line } from './text-line.ts';
import { ago, clock } from './times.ts';

/** What waits to be told, what reached nobody, and what was told last. */
export function outboxLines(state: State, { snapshot: { outbox }, now }: World): Line[] {
  const { queued, dead, delivered } = outbox;
  const when = (at: string) => (state.detail.times ? clock(at, now) : `${ago(at, now)} ago`);
  const one = (word: string, tone: Tone) => (letter: Letter) =>
    line(`${when(letter.at)}  ${word}  ${said(letter)}`, tone);
  const counts = `${queued.count} wait, ${dead.count} reached nobody`;
  return [
    line(counts, dead.count > 0 ? 'bad' : queued.count > 0 ? 'warn' : 'quiet'),
    ...queued.letters.map(one('waits', 'warn')),
    ...dead.letters.map(one('untold', 'bad')),
    ...[...delivered].reverse().map(one('told', 'plain')),
  ];
}

function said({ title, channel, reason }: Letter): string {
  const over = channel === null ? '' : `${channel}: `;
  return `${over}${title}${reason === null ? '' : ` (${reason})`}`;
}
