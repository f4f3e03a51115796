import { writeSync } from 'node:fs';
import { errorCode } from '../../../core/errors.ts';

/** Writes as many of the bytes as are taken at once, and says how many. @throws EAGAIN where none is. */
export type Put = (bytes: Buffer) => number;

export interface Writer {
  write(text: string): void;
  /** Whether something still waits to be taken: what would be painted now is not the newest when it arrives. */
  busy(): boolean;
  /** Drops what waits and writes this at once, for at most so long: on the way out there is no later. */
  writeLast(text: string, limitMs: number): void;
}

/** A terminal that takes nothing (flow control, a dead line) is asked again at this pace; at rest nothing ticks. */
const AGAIN_MS = 25;

/**
 * Node writes to a terminal by blocking: one that takes nothing would hold the whole program, and no signal would end it. So writes go past
 * it; `drained` is called when what waited has been taken, `gone` when nobody can take anything any more.
 */
export function createWriter(put: Put, drained: () => void, gone: () => void): Writer {
  let waiting: Buffer = Buffer.alloc(0);
  let isGone = false;
  let timer: NodeJS.Timeout | null = null;

  const push = () => {
    try {
      while (waiting.length > 0) waiting = waiting.subarray(put(waiting));
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') return;
      isGone = true;
      waiting = Buffer.alloc(0);
      gone();
    }
  };
  const again = () => {
    timer = null;
    push();
    if (waiting.length > 0) timer = setTimeout(again, AGAIN_MS);
    else if (!isGone) drained();
  };
  return {
    write(text) {
      if (isGone) return;
      waiting = Buffer.concat([waiting, Buffer.from(text)]);
      if (timer !== null) return;
      push();
      if (waiting.length > 0) timer = setTimeout(again, AGAIN_MS);
    },
    busy: () => waiting.length > 0,
    writeLast(text, limitMs) {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      waiting = Buffer.from(text);
      const until = performance.now() + limitMs;
      for (push(); waiting.length > 0 && performance.now() < until; push()) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
      waiting = Buffer.alloc(0);
    },
  };
}

/** The terminal's own handle, as Node opened it for itself: the shell's is left as it is. */
interface Handle {
  fd?: number;
  setBlocking?: (on: boolean) => number;
}

/** Writes to the terminal that does not block where that can be had without changing what the shell uses, too. */
export function putTo(stdout: NodeJS.WriteStream): Put {
  const { fd = 1, setBlocking } = (stdout as unknown as { _handle?: Handle })._handle ?? {};
  const isOwn = fd > 2 && setBlocking !== undefined;
  if (isOwn) (stdout as unknown as { _handle: Required<Handle> })._handle.setBlocking(false);
  return (bytes) => writeSync(isOwn ? fd : 1, bytes);
}
