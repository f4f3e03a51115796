import type { Report } from '../../report.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Clock } from '../clock.ts';
import type { Content, Piece } from '../document.ts';

/** What every section is written from. */
export interface Context {
  report: Report;
  texts: Texts;
  clock: Clock;
}

/** Our own texts mark commands and paths with backticks. Never for text from outside. */
export function coded(text: string): Piece[] {
  return text
    .split('`')
    .map((part, index): Piece => (index % 2 === 1 ? { code: part } : part))
    .filter((piece) => piece !== '');
}

export function join(...contents: Content[]): Piece[] {
  return contents.flatMap((content) => content as Piece | Piece[]);
}
