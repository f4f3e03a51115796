/** Whole lines in `bytes[start..end)`. Every line ends with a line feed, except where `cut` says that the block is one line without. */
export interface LineBlock {
  bytes: Buffer;
  start: number;
  end: number;
  /** Where `start` lies in the file, uncompressed. */
  offset: number;
}

export type OnBlock = (block: LineBlock) => void;

const LINE_FEED = 10;

/** What exists behind every block: the longest time is compared without a look at where its line ends. */
export const SLACK_BYTES = 80;

/** Reads stay in the second-level cache, and a call for a block is rare beside its lines. */
export const BLOCK_BYTES = 256 * 1024;

/** A line that is not whole in a block is given up to here; the rest is skipped, and the line is counted once. */
export const LINE_BYTES = 64 * 1024;

/**
 * Cuts a stream of bytes into blocks of whole lines in one buffer of fixed size. Fill `space()`, then call `filled(n)`.
 * `offset` is always where reading must go on so that no line is lost or counted twice.
 */
export interface LineSplitter {
  space(): Buffer;
  filled(count: number): void;
  /** Gives the unfinished last line as a line. The bytes that may still follow it belong to it: see `midLine`. */
  finish(): void;
  readonly offset: number;
  /** Bytes of the unfinished line that are held back. */
  readonly held: number;
  /** The line that `offset` lies in has been given already; what follows up to the line feed belongs to it. */
  readonly midLine: boolean;
  /** Lines of which only the beginning was given. */
  readonly longLines: number;
}

export function lineSplitter(from: { offset: number; midLine: boolean }, onBlock: OnBlock): LineSplitter {
  // Some bytes more: readers look at several bytes at once and may end a last line with a line feed of their own.
  const buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES + SLACK_BYTES);
  let offset = from.offset;
  let midLine = from.midLine;
  let held = 0;
  let longLines = 0;

  function give(start: number, end: number): void {
    if (end > start) onBlock({ bytes: buffer, start, end, offset: offset + start });
  }

  /** Keeps bytes[from..length) for the next block. */
  function keep(from: number, length: number): void {
    buffer.copyWithin(0, from, length);
    offset += from;
    held = length - from;
  }

  return {
    space: () => buffer.subarray(held, BLOCK_BYTES),
    filled(count) {
      const length = held + count;
      let start = 0;
      if (midLine) {
        const end = buffer.subarray(0, length).indexOf(LINE_FEED);
        if (end < 0) {
          keep(length, length);
          return;
        }
        midLine = false;
        start = end + 1;
      }
      const end = buffer.subarray(0, length).lastIndexOf(LINE_FEED) + 1;
      give(start, end);
      keep(Math.max(start, end), length);
      if (held < LINE_BYTES) return;
      give(0, LINE_BYTES);
      longLines += 1;
      midLine = true;
      keep(held, held);
    },
    finish() {
      if (held === 0) return;
      give(0, held);
      midLine = true;
      keep(held, held);
    },
    get offset() {
      return offset;
    },
    get held() {
      return held;
    },
    get midLine() {
      return midLine;
    },
    get longLines() {
      return longLines;
    },
  };
}
