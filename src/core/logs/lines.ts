import type { LineBlock } from './line-splitter.ts';

const LINE_FEED = 10;
/** What a person is shown of one line. */
const LONGEST = 4_096;

export interface TextLine {
  text: string;
  /** Where it begins in the file. */
  offset: number;
}

/** The lines of a block as text, each up to 4 KiB. For showing; mining reads the bytes themselves. */
export function* linesOf({ bytes, start, end, offset }: LineBlock): Generator<TextLine> {
  for (let at = start; at < end; ) {
    const found = bytes.indexOf(LINE_FEED, at);
    const lineEnd = found < 0 || found >= end ? end : found;
    const text = bytes.toString('utf8', at, Math.min(lineEnd, at + LONGEST));
    yield { text: text.endsWith('\r') ? text.slice(0, -1) : text, offset: offset + at - start };
    at = lineEnd + 1;
  }
}
