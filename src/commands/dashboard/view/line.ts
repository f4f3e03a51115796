import { cells, clip } from './cells.ts';
import type { Paint, Tone } from './theme.ts';

/** A piece of a line. Where the line is too narrow, pieces of the lowest weight go first. */
export interface Piece {
  text: string;
  tone: Tone;
  weight: number;
}

export function piece(text: string, tone: Tone = 'plain', weight = 5): Piece {
  return { text, tone, weight };
}

const GAP = 2;

function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + cells(text) + GAP, -GAP);
}

/** One line with pieces at its left and at its right, at most `width` columns. */
export function arrangeLine(left: readonly Piece[], right: readonly Piece[], width: number, paint: Paint): string {
  let kept = left.filter(({ text }) => text !== '');
  let keptRight = right.filter(({ text }) => text !== '');
  const room = width - 2;
  const total = () => Math.max(0, widthOf(kept)) + (keptRight.length === 0 ? 0 : widthOf(keptRight) + GAP);
  while (total() > room && kept.length + keptRight.length > 1) {
    const least = [...kept, ...keptRight].reduce((one, other) => (other.weight < one.weight ? other : one));
    kept = kept.filter((one) => one !== least);
    keptRight = keptRight.filter((one) => one !== least);
  }
  const join = (pieces: readonly Piece[], limit: number) =>
    pieces.map(({ text, tone }) => paint(tone, pieces.length === 1 ? clip(text, limit) : text)).join(' '.repeat(GAP));
  const leftText = join(kept, room);
  const rightText = join(keptRight, room);
  const space = Math.max(0, room - Math.max(0, widthOf(kept)) - Math.max(0, widthOf(keptRight)));
  return ` ${leftText}${keptRight.length === 0 ? '' : ' '.repeat(space)}${rightText}`;
}
