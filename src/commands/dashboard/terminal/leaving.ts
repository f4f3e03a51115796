import { readFileSync } from 'node:fs';
import { errorText } from '../../../core/errors.ts';

/** What a shell and a service manager expect of a process that ends by a signal. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Leaving {
  /** Gives the terminal back. Called before anything else on every way out. */
  leave: () => void;
  /** Takes the terminal again after a suspension. */
  enter: () => void;
  /** Another program has the terminal for a while: what is typed there to interrupt it is not meant for this one. */
  lent: () => boolean;
}

/** Every way out of the program passes here, so that none leaves the terminal behind in its state. Returns how to stop listening. */
export function guardTerminal({ leave, enter, lent }: Leaving): () => void {
  const listeners: [name: string, listener: (...args: unknown[]) => void][] = [];
  const on = (name: string, listener: (...args: unknown[]) => void) => {
    listeners.push([name, listener]);
    process.on(name, listener);
  };
  const off = () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };

  on('exit', leave);
  for (const signal of ENDING) {
    on(signal, () => {
      if (signal === 'SIGINT' && lent()) return;
      leave();
      off();
      // Again, and nobody listens any more: the parent sees that a signal ended it.
      process.kill(process.pid, signal);
    });
  }
  on('SIGTSTP', () => {
    leave();
    process.kill(process.pid, 'SIGSTOP');
  });
  on('SIGCONT', enter);
  const crash = (error: unknown) => {
    leave();
    process.stderr.write(`ops: the dashboard failed: ${error instanceof Error ? error.stack : errorText(error)}\n`);
    process.stderr.write('     Nothing that it shows is affected. Run again, or use: ops status\n');
    process.exit(1);
  };
  on('uncaughtException', crash);
  on('unhandledRejection', crash);
  return off;
}

/** Group and session of this process, from the fifth and sixth field of its stat; null where the kernel does not say. */
function jobOf(): { group: string; session: string } | null {
  try {
    const text = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, session] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return group === undefined || session === undefined ? null : { group, session };
  } catch {
    return null;
  }
}

/**
 * As ^z does where the terminal handles it: the whole foreground job stops, a wrapper such as npx with it. Refused (false) where no shell
 * with job control is there to bring it back, as when a terminal window or tmux runs this program alone.
 */
export function suspendJob(): boolean {
  const job = jobOf();
  if (job !== null && job.group === job.session) return false;
  process.kill(0, 'SIGTSTP');
  return true;
}
