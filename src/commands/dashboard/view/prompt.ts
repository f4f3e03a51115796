import { oneLine } from '../../../core/text/control.ts';
import type { Draft } from '../state/editor.ts';
import { type Box, messageBox } from '../state/message-box.ts';
import { draftFor, type State, selectedRow, type World } from '../state/model.ts';
import { clock } from '../state/times.ts';
import type { Cursor } from '../terminal/painter.ts';
import { cells, clip, fill, takeCells, takeLastCells } from './cells.ts';
import { arrangeLine, piece } from './line.ts';
import { type Paint, SYMBOLS, type Tone } from './theme.ts';

export interface Prompt {
  lines: readonly string[];
  /** Where the cursor stands in the lines; null where nothing is written. */
  cursor: Cursor | null;
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
  const column = Math.min(width - 1, cells(head) + cells(shownBefore));
  return { lines: [text.trimEnd()], cursor: { row: 0, column } };
}

/** A message, scrolled so that the cursor's line is among the `height` that are shown. */
function boxed({ head, lines, row, column }: Box, height: number, paint: Paint): Prompt {
  const from = Math.max(0, Math.min(row, lines.length - height));
  const shown = lines.slice(from, from + height);
  const space = ' '.repeat(cells(head));
  return {
    lines: shown.map((text, index) => `${index === 0 ? paint('info', head) : space}${text}`),
    cursor: { row: row - from, column: cells(head) + column },
  };
}

/** The lines above the keys: what is being written or asked, else what was just said, else what the message box holds. */
export function promptOf(state: State, world: World, height: number, paint: Paint): Prompt {
  const { mode } = state;
  const { columns: width } = state.size;
  const box = messageBox(state);
  if (box !== null) return boxed(box, height, paint);
  switch (mode.name) {
    case 'filter':
      return field('/', mode.draft, `${world.shown.length} of ${world.rows.length}`, width, paint, 'info');
    case 'search':
      return field('search', mode.draft, '', width, paint, 'info');
    case 'palette':
      return field(':', mode.draft, '', width, paint, 'info');
    case 'confirm': {
      const { text, word } = mode.question;
      if (word !== null) return field(`${text} type ${word}:`, mode.draft, '', width, paint, 'need');
      return { lines: [` ${paint('need', `${clip(text, width - 6)} y/n`)}`], cursor: null };
    }
    default:
      return { lines: [saidLine(state, world, width, paint)], cursor: null };
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
  const right = [
    piece(sentOf(state, world.now), 'warn', 6),
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

/** How the messages that were sent from here stand, as far as they have no reply. */
function sentOf({ sent }: State, now: number): string {
  const waiting = sent.filter(({ reply }) => reply === null);
  const last = waiting.at(-1);
  if (last === undefined) return '';
  const queued = waiting.filter(({ delivered }) => !delivered).length;
  const delivered = waiting.length - queued;
  const counts = [
    queued === 0 ? '' : `queued ${queued}`,
    delivered === 0 ? '' : `delivered ${delivered}, no reply yet`,
  ];
  return [...counts, clock(last.at, now)].filter((text) => text !== '').join(` ${SYMBOLS.dot} `);
}
