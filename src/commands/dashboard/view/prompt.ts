import { oneLine } from '../../../core/text/control.ts';
import type { Draft } from '../state/editor.ts';
import { draftFor, type State, selectedRow, type World } from '../state/model.ts';
import { cells, clip, fill, takeCells, takeLastCells } from './cells.ts';
import { arrangeLine, piece } from './line.ts';
import type { Paint, Tone } from './theme.ts';

export interface Prompt {
  text: string;
  /** Column of the cursor; null where nothing is written. */
  cursor: number | null;
}

/** A text being written, scrolled so that the cursor is seen. A new line shows as ↵. */
function field(label: string, draft: Draft, note: string, width: number, paint: Paint, tone: Tone): Prompt {
  const before = draft.before.replaceAll('\n', '↵');
  const after = draft.after.replaceAll('\n', '↵');
  const head = clip(` ${label} `, Math.max(2, Math.floor(width / 2)));
  const tail = note === '' || cells(head) + cells(note) + 12 > width ? '' : ` ${note}`;
  const room = Math.max(1, width - cells(head) - cells(tail) - 1);
  const shownBefore = takeLastCells(before, room);
  const shownAfter = takeCells(after, room - cells(shownBefore));
  const text = `${paint(tone, head)}${fill(shownBefore + shownAfter, room, 'left', '')} ${paint('quiet', tail)}`;
  return { text: text.trimEnd(), cursor: Math.min(width - 1, cells(head) + cells(shownBefore)) };
}

/** The line above the keys: what is being written or asked, else what was just said, else what the message box holds. */
export function promptLine(state: State, world: World, width: number, paint: Paint): Prompt {
  const { mode } = state;
  switch (mode.name) {
    case 'message':
      return field(`> to ${mode.to.name}:`, draftFor(state, mode.to.rowId), '', width, paint, 'info');
    case 'filter':
      return field('/', mode.draft, `${world.shown.length} of ${world.rows.length}`, width, paint, 'info');
    case 'search':
      return field('search', mode.draft, '', width, paint, 'info');
    case 'palette':
      return field(':', mode.draft, '', width, paint, 'info');
    case 'confirm': {
      const { text, word } = mode.question;
      if (word !== null) return field(`${text} type ${word}:`, mode.draft, '', width, paint, 'need');
      return { text: ` ${paint('need', `${clip(text, width - 6)} y/n`)}`, cursor: null };
    }
    default:
      return { text: saidLine(state, world, width, paint), cursor: null };
  }
}

function saidLine(state: State, world: World, width: number, paint: Paint): string {
  if (state.toast !== null) {
    const undo = state.undo === null ? [] : [piece('u undo', 'strong', 3)];
    return arrangeLine(
      [piece(clip(state.toast.text, width - 2 - undo.length * 8), state.toast.tone, 9)],
      undo,
      width,
      paint,
    );
  }
  const waiting = state.sent.filter(({ reply }) => reply === null).length;
  const right = [
    piece(waiting === 0 ? '' : `${waiting} message${waiting === 1 ? '' : 's'} without a reply yet`, 'warn', 6),
    piece(state.marks.length === 0 ? '' : `${state.marks.length} marked`, 'info', 7),
    piece(
      state.filter === '' ? '' : `filter ${state.filter} (${world.shown.length} of ${world.rows.length})`,
      'info',
      8,
    ),
  ];
  const row = selectedRow(state, world);
  const draft = row === null ? null : draftFor(state, row.id);
  const text = draft === null ? '' : oneLine(draft.before + draft.after);
  const box =
    text === ''
      ? row?.session?.kind === 'main'
        ? `> message ${row.name}  (m)`
        : ''
      : `> draft to ${row?.name}: ${text}  (m)`;
  return arrangeLine([piece(box, 'quiet', 3)], right, width, paint);
}
