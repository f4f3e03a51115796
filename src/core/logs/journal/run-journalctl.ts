import { type ChildProcess, spawn } from 'node:child_process';
import { errorCode, errorText } from '../../errors.ts';
import { oneLine } from '../../text/control.ts';
import { redact } from '../../text/redact.ts';

export interface JournalctlRun {
  onLine: (line: string) => void;
  limitMs: number;
  /** What is read at most; the rest is left for the next time. */
  limitBytes: number;
  signal: AbortSignal | undefined;
}

/** Journald cuts what programs print at 48 KiB; a longer field was sent by a program that meant it. */
const LINE_CHARACTERS = 4 * 1024 ** 2;
const SAID_CHARACTERS = 300;

const FAILURES: Record<string, string> = {
  ENOENT: 'journalctl is not installed',
  EACCES: 'journalctl may not be run',
};

/** Cuts what comes into lines. One that is too long is given up to its limit, and the rest of it is skipped. */
function lineCutter(onLine: (line: string) => void): { add: (text: string) => void; rest: () => string } {
  let held = '';
  let isSkipping = false;
  return {
    add(text) {
      const lines = (held + text).split('\n');
      held = lines.pop() ?? '';
      for (const [at, line] of lines.entries()) if (line !== '' && !(at === 0 && isSkipping)) onLine(line);
      if (lines.length > 0) isSkipping = false;
      if (held.length < LINE_CHARACTERS) return;
      if (!isSkipping) onLine(held);
      isSkipping = true;
      held = '';
    },
    rest: () => (isSkipping ? '' : held),
  };
}

/** Runs journalctl and gives its lines as they come. Answers why it did not end well, or null; never waits longer than the limit. */
export function runJournalctl(args: readonly string[], run: JournalctlRun): Promise<string | null> {
  const { limitMs, limitBytes, signal } = run;
  return new Promise((resolve, reject) => {
    const cutter = lineCutter(run.onLine);
    let said = '';
    let bytes = 0;
    let cut: string | null = null;
    let child: ChildProcess;
    try {
      signal?.throwIfAborted();
      child = spawn('journalctl', args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, LC_ALL: 'C', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: 'cat' },
      });
    } catch (error) {
      reject(error);
      return;
    }
    const stop = (why: string) => {
      cut ??= why;
      child.kill('SIGKILL');
      // A process that it left behind may hold the pipes open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const abort = () => stop('was stopped');
    const timer = setTimeout(
      () => stop(`journalctl took more than ${limitMs / 1_000} s; the rest is read the next time`),
      limitMs,
    );
    signal?.addEventListener('abort', abort, { once: true });
    const end = (reason: string | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted === true) reject(signal.reason);
      else resolve(cut ?? reason);
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (cut !== null) return;
      try {
        cutter.add(text);
      } catch (error) {
        stop(errorText(error));
        return;
      }
      bytes += text.length;
      if (bytes > limitBytes)
        stop(`more than ${Math.round(limitBytes / 1e6)} MB of entries; the rest is read the next time`);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, SAID_CHARACTERS);
    });
    child.on('error', (error) => end(FAILURES[errorCode(error) ?? ''] ?? `journalctl: ${errorText(error)}`));
    child.on('close', (code, by) => {
      if (cut === null && code === 0 && cutter.rest() !== '') run.onLine(cutter.rest());
      const words = redact(oneLine(said)).trim();
      const ended = code === null ? `was ended by ${by}` : `ended with code ${code}`;
      end(code === 0 && words === '' ? null : `journalctl ${words === '' ? ended : `says: ${words}`}`);
    });
  });
}
