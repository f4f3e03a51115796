import { cells, clip, hardWrap } from '../view/cells.ts';
import { draftFor, type State } from './model.ts';

/** A message as it is being written. */
export interface Box {
  /** Names whom it goes to. */
  head: string;
  lines: readonly string[];
  /** Where the cursor stands in the lines. */
  row: number;
  column: number;
}

const MOST_LINES = 8;

/** The message box: the text in as many lines as it needs, behind a head that stands before the first. Null where none is open. */
export function messageBox({ mode, size, drafts }: Pick<State, 'mode' | 'size' | 'drafts'>): Box | null {
  if (mode.name !== 'message') return null;
  const draft = draftFor({ drafts }, mode.to.rowId);
  const head = clip(` > to ${mode.to.name}: `, Math.max(2, size.columns >> 1));
  const room = Math.max(1, size.columns - cells(head) - 1);
  const wrap = (text: string) => text.split('\n').flatMap((part) => hardWrap(part, room));
  const before = wrap(draft.before);
  return {
    head,
    lines: wrap(draft.before + draft.after),
    row: before.length - 1,
    column: cells(before.at(-1) ?? ''),
  };
}

/** Lines that the prompt takes: a message may have several, but leaves the screen its greater part. */
export function promptHeight(state: Pick<State, 'mode' | 'size' | 'drafts'>): number {
  const most = Math.max(1, Math.min(MOST_LINES, Math.floor(state.size.rows / 3)));
  return Math.min(most, messageBox(state)?.lines.length ?? 1);
}
