import { OpsError } from '../errors.ts';

/** Up to where a file was read. */
export interface Position {
  offset: number;
  /** Of the line that ends there, by which the file is known again, also under another name; empty at the beginning. */
  mark: string;
}

export type Positions = Map<string, Position>;

export const BEGINNING: Position = { offset: 0, mark: '' };

const CURSOR = /^e2(?:\.[a-z]+-[0-9a-z]+-[0-9a-z]*)*$/;

/** `e2.runs-1x3k-9c4f1z.log-…`: plain text, good for as long as the files are. */
export function cursorText(positions: Positions): string {
  const parts = [...positions].map(([name, { offset, mark }]) => `.${name}-${offset.toString(36)}-${mark}`);
  return `e2${parts.join('')}`;
}

/** @throws OpsError E_USAGE for what is no cursor */
export function parseCursor(text: string): Positions {
  if (!CURSOR.test(text))
    throw new OpsError('E_USAGE', `${JSON.stringify(text.slice(0, 60))} is no cursor`, {
      hint: 'Take it from the key "cursor" of an event: ops events --limit 1',
    });
  const parts = text.split('.').slice(1);
  return new Map(
    parts.map((part) => {
      const [name = '', offset = '', mark = ''] = part.split('-');
      return [name, { offset: Number.parseInt(offset, 36), mark }];
    }),
  );
}

/** So many of a line's last bytes are looked at. They hold no fewer than its time, its cause or its text. */
export const MARKED_BYTES = 128;

/** FNV-1a. `line` without its line end. */
export function markOf(line: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of line.subarray(-MARKED_BYTES)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(36);
}
