import { createWriter, putTo } from './writer.ts';

const ENTER = '\u001b[?1049h\u001b[?7l\u001b[?2004h\u001b[?25l';
const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';
/** Everything that was switched, back, in an order that leaves the cursor where the shell had it. */
const LEAVE = `\u001b[?2026l${MOUSE_OFF}\u001b[?2004l\u001b[?7h\u001b[0m\u001b[?25h\u001b[?1049l`;
/** Longer than this nobody waits for a terminal that takes nothing. */
const LEAVE_MS = 500;

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
}

/** The user's terminal: the alternate screen, raw keys, bracketed paste. `gone`: nobody looks any more. */
export function createTerminal(
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  { drained, gone }: { drained: () => void; gone: () => void },
): Terminal {
  const writer = createWriter(putTo(stdout), drained, gone);
  let inside = false;

  const send = (text: string) => {
    if (inside) writer.write(text);
  };
  return {
    enter() {
      if (inside) return;
      inside = true;
      stdin.setRawMode(true);
      send(ENTER);
    },
    leave() {
      if (!inside) return;
      inside = false;
      writer.writeLast(LEAVE, LEAVE_MS);
      try {
        stdin.setRawMode(false);
      } catch {
        // The terminal is gone (EIO after a hang-up): there is nothing to give back.
      }
    },
    write: send,
    mouse: (on) => send(on ? MOUSE_ON : MOUSE_OFF),
    notify: (text) => send(`\u0007\u001b]9;ops: ${text}\u0007`),
    busy: () => writer.busy(),
  };
}
