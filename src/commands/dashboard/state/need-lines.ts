import { fill, hardWrap, wordWrap } from '../view/cells.ts';
import type { World } from './model.ts';
import type { Need } from './need.ts';
import { type Line, line } from './text-line.ts';
import { ago } from './times.ts';

/** A need in full, and behind it those that come next. */
export function needLines(need: Need, world: World, width: number): Line[] {
  const after = world.needs.slice(world.needs.indexOf(need) + 1);
  return [
    ...wordWrap(need.text, width).map((text) => line(text, need.rank === 0 ? 'need' : 'bad')),
    line(''),
    ...bodyLines(need, width),
    ...(after.length === 0 ? [] : [line(''), line(`${after.length} more (a)`, 'heading')]),
    ...after.map((next) => queueLine(next, world.now, width)),
  ];
}

export function bodyLines({ body }: Need, width: number): Line[] {
  return body.split('\n').flatMap((text) => hardWrap(text, width).map((part) => line(part)));
}

const AGE = 8;

/** One of the queue: its kind, what it is about, for how long. */
export function queueLine(need: Need, now: number, width: number): Line {
  const text = fill(`! ${need.kind.padEnd(8)} ${need.text}`, width - AGE - 1);
  return line(`${text} ${fill(ago(need.since, now) ?? '', AGE, 'right')}`, need.rank === 0 ? 'need' : 'bad');
}
