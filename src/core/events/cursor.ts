import { OpsError } from '../errors.ts';

/** Up to where a source was read: of which file, and how many bytes of it. */
export interface Position {
  /** The file's inode, so that one that was moved away is not taken for another one; empty: there was none. */
  inode: string;
  offset: number;
}

export type Positions = ReadonlyMap<string, Position>;

const CURSOR = /^e1(?:\.[a-z]+-[0-9a-z]*-[0-9a-z]+)*$/;

/** `e1.runs-1x3k-9c.log-…`: plain text, good for as long as the files are. */
export function cursorText(positions: Positions): string {
  const parts = [...positions].map(([name, { inode, offset }]) => `.${name}-${inode}-${offset.toString(36)}`);
  return `e1${parts.join('')}`;
}

/** @throws OpsError E_USAGE for what is no cursor */
export function parseCursor(text: string): Map<string, Position> {
  if (!CURSOR.test(text))
    throw new OpsError('E_USAGE', `${JSON.stringify(text.slice(0, 60))} is no cursor`, {
      hint: 'Take it from the key "cursor" of an event: ops events --limit 1',
    });
  return new Map(
    text
      .split('.')
      .slice(1)
      .map((part) => {
        const [name = '', inode = '', offset = ''] = part.split('-');
        return [name, { inode, offset: Number.parseInt(offset, 36) }];
      }),
  );
}
