import type { Line } from '../state/text-line.ts';
import { clip } from './cells.ts';
import type { Paint } from './theme.ts';

/** A titled part of the screen. */
export interface Panel {
  title: string;
  /** At the right end of the title. */
  note: string;
  lines: string[];
}

/** The lines that are on the screen, from `top` on. */
export function cut(lines: readonly Line[], top: number, height: number, width: number, paint: Paint): string[] {
  return lines.slice(top, top + height).map(({ text, tone }) => paint(tone, clip(text, width)));
}

/** How far one has read, where there is more than fits. */
export function place(top: number, count: number, height: number): string {
  return count <= height ? '' : `${Math.min(count, top + height)}/${count}`;
}
