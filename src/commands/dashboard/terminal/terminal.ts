import { writeSync } from 'node:fs';
import { errorCode } from '../../../core/errors.ts';

const ENTER = '\u001b[?1049h\u001b[?7l\u001b[?2004h\u001b[?25l';
const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';
/** Everything that was switched, back, in an order that leaves the cursor where the shell had it. */
const LEAVE = `\u001b[?2026l${MOUSE_OFF}\u001b[?2004l\u001b[?7h\u001b[0m\u001b[?25h\u001b[?1049l`;

export interface Terminal {
  enter(): void;
  /** Gives the terminal back as it was found. May be called any number of times, from anywhere. */
  leave(): void;
  write(bytes: string): void;
  mouse(on: boolean): void;
  /** The bell, and a message for terminals that show one on the desktop (OSC 9). One line of plain text. */
  notify(text: string): void;
  /** Whether the line is slow and still has something to take: what would be painted now is not the newest when it arrives. */
  busy(): boolean;
  /** Bytes written so far, for measuring. */
  written(): number;
}

/** Writes all of it before it returns: on the way out there is no later. A terminal that is gone takes nothing any more. */
function writeNow(text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** The user's terminal: the alternate screen, raw keys, bracketed paste. */
export function createTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Terminal {
  let inside = false;
  let bytes = 0;

  const send = (text: string) => {
    bytes += Buffer.byteLength(text);
    stdout.write(text);
  };

  return {
    enter() {
      if (inside) return;
      inside = true;
      stdin.setRawMode(true);
      writeNow(ENTER);
    },
    leave() {
      if (!inside) return;
      inside = false;
      writeNow(LEAVE);
      try {
        stdin.setRawMode(false);
      } catch {
        // The terminal is gone (EIO after a hang-up): there is nothing to give back.
      }
    },
    write: (text) => {
      if (inside) send(text);
    },
    mouse: (on) => {
      if (inside) send(on ? MOUSE_ON : MOUSE_OFF);
    },
    notify: (text) => {
      if (inside) send(`\u0007\u001b]9;ops: ${text}\u0007`);
    },
    busy: () => stdout.writableNeedDrain,
    written: () => bytes,
  };
}
