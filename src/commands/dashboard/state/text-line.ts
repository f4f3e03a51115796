import type { Tone } from '../view/theme.ts';

/** One line of text and what it means. Plain: nothing in it moves a cursor. */
export interface Line {
  text: string;
  tone: Tone;
}

export function line(text: string, tone: Tone = 'plain'): Line {
  return { text, tone };
}
