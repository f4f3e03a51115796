import { basename, join, relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { asUserError, errorText, OpsError } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { oneLine } from '../../text/control.ts';
import type { ExternalAlarm } from '../input.ts';
import { type Claimed, claimFile } from './claim.ts';
import { type Doubts, keepDoubtsOf } from './doubts.ts';
import { moveTo, placeOf, urgentFiles } from './folder.ts';
import { type Locale, unreadableAlarm } from './unreadable.ts';

/** Durable when it is done. After a crash it may be given an alarm a second time, and should then tell it once. */
export type Take = (alarms: readonly ExternalAlarm[]) => void | Promise<void>;

export interface TakeOptions {
  take: Take;
  /** What could not be read so far; without it every unreadable file is seen for the first time. */
  doubts?: Doubts;
  locale?: Locale;
  /** Epoch milliseconds. */
  clock?: () => number;
}

export interface Taken {
  /** Files that came to lie in done/ or rejected/. */
  files: number;
  alarms: number;
  rejected: { name: string; reason: string }[];
  /** Milliseconds until a file that could not be read should be looked at again; null: there is none. */
  againInMs: number | null;
}

/** One batch is decided and stored in one step: what that may take of memory, and of the event loop's time. */
const BATCH = { files: 1_000, characters: 4_000_000, alarms: 10_000 } as const;

/**
 * Hands every alarm in alerts/urgent/*.json to `take`, oldest first, and moves the files to done/ or rejected/ afterwards. Killed at any
 * point, the next call goes on with what lies in taking/. For one process at a time. @throws where the disk or `take` fails; every file
 * that was not taken is still there.
 */
export async function takeUrgent(at: Layout, options: TakeOptions): Promise<Taken> {
  const { doubts = new Map(), clock = Date.now } = options;
  const taken: Taken = { files: 0, alarms: 0, rejected: [], againInMs: null };
  const files = [...urgentFiles(at, 'taking'), ...urgentFiles(at, 'incoming')];
  keepDoubtsOf(
    doubts,
    files.map(({ path }) => path),
  );
  let batch: Claimed[] = [];
  let characters = 0;
  let alarms = 0;
  const failures: unknown[] = [];
  for (const file of files) {
    const claimed = attempt(() => claimFile(at, file, doubts, clock()), failures);
    if (claimed === null) continue;
    if ('waitMs' in claimed) {
      taken.againInMs = Math.min(taken.againInMs ?? claimed.waitMs, claimed.waitMs);
      continue;
    }
    batch.push(claimed);
    characters += claimed.length;
    alarms += claimed.alarms.length;
    if (batch.length < BATCH.files && characters < BATCH.characters && alarms < BATCH.alarms) continue;
    await takeBatch(at, batch, options, taken);
    batch = [];
    characters = 0;
    alarms = 0;
    await nextTurn();
  }
  await takeBatch(at, batch, options, taken);
  if (failures.length > 0) throw failures[0];
  return taken;
}

/** A file that the machine cannot read just now holds up no other. */
function attempt<T>(act: () => T, failures: unknown[]): T | null {
  try {
    return act();
  } catch (error) {
    failures.push(error);
    return null;
  }
}

async function takeBatch(at: Layout, batch: readonly Claimed[], options: TakeOptions, taken: Taken): Promise<void> {
  if (batch.length === 0) return;
  try {
    await options.take(batch.flatMap((claimed) => alarmsOf(at, claimed, options)));
  } catch (error) {
    // A disk that is full is full for each of them. A fault of the program may lie in one, and must not hold up the others for ever.
    if (asUserError(error) instanceof OpsError) throw error;
    if (batch.length > 1) {
      for (const claimed of batch) await takeBatch(at, [claimed], options, taken);
      return;
    }
    const [only] = batch;
    const problem = `could not be taken: ${oneLine(errorText(error)).slice(0, 200)}`;
    if (only === undefined || only.problem === problem) throw error;
    await takeBatch(at, [{ ...only, alarms: [], problem }], options, taken);
    return;
  }
  for (const claimed of batch) settle(at, claimed, taken);
}

function alarmsOf(at: Layout, claimed: Claimed, { locale = 'en' }: TakeOptions): ExternalAlarm[] {
  const { name, path, alarms, problem } = claimed;
  if (problem === null) return [...alarms];
  const file = relative(at.root, join(placeOf(at, 'rejected'), basename(path)));
  return [...alarms, unreadableAlarm({ name, reason: problem, file }, locale, claimed.at)];
}

/** Only what is queued for good is put away. */
function settle(at: Layout, { name, path, alarms, problem }: Claimed, taken: Taken): void {
  moveTo(at, path, problem === null ? 'done' : 'rejected');
  taken.files += 1;
  taken.alarms += alarms.length;
  if (problem !== null) taken.rejected.push({ name, reason: problem });
}
