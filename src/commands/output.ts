import { writeSync } from 'node:fs';
import { errorCode, OpsError } from '../core/errors.ts';
import type { Result } from './command.ts';
import { clearProgress } from './progress.ts';

/** Ends quietly when the reader of a pipe has gone: `ops sessions list | head -1`. */
export function writeOut(stream: 1 | 2, text: string): void {
  clearProgress();
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(stream, bytes, done);
    } catch (error) {
      if (errorCode(error) === 'EPIPE') process.exit(stream === 1 ? 0 : 1);
      // A full pipe in non-blocking mode: its reader is slow. Wait for it, as a blocking write would.
      if (errorCode(error) !== 'EAGAIN') {
        // Messages that find no room are lost; an answer that does is a failure.
        if (stream === 2) return;
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

export function printResult(result: Result, options: { json: boolean; quiet: boolean }): void {
  if (!options.quiet) for (const warning of result.warnings ?? []) writeOut(2, `ops: ${warning}\n`);
  if (options.json) writeOut(1, `${JSON.stringify(result.data, null, 2)}\n`);
  else if (result.text !== '') writeOut(1, result.text.endsWith('\n') ? result.text : `${result.text}\n`);
}

/** Prints an error for a person on standard error, and for a script on standard output. Returns the exit code. */
export function printError(error: unknown, options: { json: boolean }): number {
  const known = error instanceof OpsError ? error : null;
  const code = known?.code ?? 'E_INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  const hint = known?.hint ?? 'This is a fault of ops itself. Run again with OPS_DEBUG=1 for the stack, and report it.';
  if (options.json) printErrorJson({ code, message, hint });
  writeOut(2, `ops: ${message}\n     ${hint}\n`);
  if (process.env.OPS_DEBUG === '1' && error instanceof Error) writeOut(2, `${error.stack ?? ''}\n`);
  return known?.exitCode ?? 1;
}

export function printErrorJson(error: { code: string; message: string; hint: string }): void {
  try {
    writeOut(1, `${JSON.stringify({ ok: false, error }, null, 2)}\n`);
  } catch {
    // The error may be that nothing can be written there. The exit code says it.
  }
}
