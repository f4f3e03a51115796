import { cells } from '../view/cells.ts';

export interface Cursor {
  /** From 0. */
  row: number;
  column: number;
}

const SYNC_BEGIN = '\u001b[?2026h';
const SYNC_END = '\u001b[?2026l';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const ERASE_REST = '\u001b[0m\u001b[K';

function goTo(row: number, column = 0): string {
  return `\u001b[${row + 1};${column + 1}H`;
}

/**
 * The bytes that turn one screen into another: each changed line, addressed absolutely, so that nothing scrolls and a wrong width in
 * one line never moves the next. A line that fills the screen is not erased behind: the cursor still stands on its last cell.
 */
export function difference(before: readonly string[], after: readonly string[], columns: number): string {
  let bytes = '';
  for (let row = 0; row < after.length; row += 1) {
    const line = after[row] ?? '';
    if (before[row] === line) continue;
    bytes += `${goTo(row)}${line}${cells(line) < columns ? ERASE_REST : '\u001b[0m'}`;
  }
  return bytes;
}

export interface Painter {
  paint(frame: string, cursor: Cursor | null): void;
  resize(columns: number, rows: number): void;
  /** Forgets what is on the screen: the next frame is painted whole. */
  forget(): void;
}

/** Paints whole frames by their differences. `write` gets the bytes of one frame at once, and nothing where nothing changed. */
export function createPainter(size: { columns: number; rows: number }, write: (bytes: string) => void): Painter {
  let { columns, rows } = size;
  let screen: string[] | null = null;
  let shown: Cursor | null = null;

  return {
    paint(frame, cursor) {
      const lines = frame.split('\n').slice(0, rows);
      while (lines.length < rows) lines.push('');
      const clear = screen === null ? '\u001b[0m\u001b[2J' : '';
      const bytes = clear + difference(screen ?? new Array<string>(rows).fill(''), lines, columns);
      const sameCursor = cursor?.row === shown?.row && cursor?.column === shown?.column;
      screen = lines;
      shown = cursor;
      if (bytes === '' && sameCursor) return;
      const end = cursor === null ? '' : `${goTo(cursor.row, cursor.column)}${SHOW_CURSOR}`;
      write(`${SYNC_BEGIN}${HIDE_CURSOR}${bytes}${end}${SYNC_END}`);
    },
    resize(newColumns, newRows) {
      columns = newColumns;
      rows = newRows;
      screen = null;
    },
    forget() {
      screen = null;
    },
  };
}
