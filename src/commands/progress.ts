import { writeSync } from 'node:fs';
import { onProgress } from '../core/progress.ts';
import { oneLine } from '../core/text/control.ts';
import { clip } from '../core/text/width.ts';
import { isTerminal } from './terminal.ts';

/** What takes no longer needs no word. */
const PATIENCE_MS = 500;
const EVERY_MS = 200;

const CLEAR = '\r\u001b[K';
const STANDARD_ERROR = 2;

let isShown = false;

/** Has the progress of long work shown in one line on standard error, where that is a terminal. A pipe gets nothing. */
export function showProgress(): void {
  let shownAt = 0;
  let takesIt: boolean | null = null;
  onProgress((progress) => {
    const now = clockMs();
    if (now < PATIENCE_MS || now - shownAt < EVERY_MS) return;
    // Asked for only now: most commands are over before.
    takesIt ??= isTerminal(STANDARD_ERROR) && process.env.TERM !== 'dumb';
    if (!takesIt) return;
    shownAt = now;
    isShown = true;
    writeSync(STANDARD_ERROR, `${CLEAR}${clip(oneLine(progress()), (process.stderr.columns ?? 80) - 1)}`);
  });
}

/** Since the program was started. The clock that others use takes 2 ms to load. */
function clockMs(): number {
  return process.uptime() * 1_000;
}

/** Before anything else is written: the line goes. */
export function clearProgress(): void {
  if (!isShown) return;
  isShown = false;
  writeSync(STANDARD_ERROR, CLEAR);
}
