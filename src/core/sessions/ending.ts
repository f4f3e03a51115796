import type { Layout } from '../files/layout.ts';
import { readExit } from '../keeper/keeper.ts';
import type { SessionRecord } from './record.ts';
import type { Ending } from './settle.ts';

export const UNSEEN = 'its process is gone, and nobody saw how it ended';

const SUCCESS: readonly number[] = [0];

/** How a session ended that nobody followed: its keeper's word, if it has one. */
export function endingOfGone(at: Layout, record: SessionRecord, success: readonly number[] = SUCCESS): Ending {
  const kept = record.argv === null ? null : readExit(at, record.id);
  return kept === null ? { status: 'lost', reason: UNSEEN } : judgeExit(success, kept.exitCode, kept.signal);
}

export function judgeExit(success: readonly number[], exitCode: number | null, signal: NodeJS.Signals | null): Ending {
  if (signal !== null) return { status: 'failed', exitCode, signal, reason: `ended by ${signal}` };
  const good = exitCode !== null && success.includes(exitCode);
  return { status: good ? 'done' : 'failed', exitCode, signal, reason: describeCode(exitCode, good) };
}

const SHELL_CODES: Readonly<Record<number, string>> = {
  126: 'could not be executed, or a limit could not be set',
  127: 'was not found',
};

function describeCode(code: number | null, good: boolean): string | null {
  if (good) return code === 0 ? null : `exited with ${code}`;
  const meaning = code === null ? undefined : SHELL_CODES[code];
  return meaning === undefined ? `exited with ${code}` : `the program ${meaning} (exit ${code})`;
}
