import { readdirSync } from 'node:fs';
import { errorCode } from '../../core/errors.ts';
import { readExit } from '../../core/keeper/keeper.ts';
import { type Owner, ownerState } from '../../core/process/identity.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import { readRuns } from '../../core/sessions/run-log.ts';
import type { Desk } from './desk.ts';
import { runEnded } from './runs.ts';
import type { Run } from './unit.ts';

/**
 * Whether a process lives. A hundred are looked at every second, so most looks only ask whether there is one of that number (1 us); each is
 * asked every fifth time who it is (20 us): a zombie that nobody reaps, and another process under its number, are found out then.
 */
const THOROUGH_EVERY = 5;
let round = 0;

function lives(owner: Owner, thorough: boolean): boolean {
  if (thorough) return ownerState(owner) === 'live';
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** A record that broke under a run costs the others nothing: what is remembered of it serves until the file is in quarantine. */
function readOrRemember(desk: Desk, run: Run): SessionRecord | null {
  try {
    return readRecord(desk.at, run.record.id);
  } catch {
    return run.record;
  }
}

/** The commands whose keepers have begun to say how they ended. The keeper itself may live for another moment. */
function wordsOfKeepers(desk: Desk): Set<string> {
  return new Set(readdirSync(desk.at.run).filter((name) => name.endsWith('.exit')));
}

/** A built-in agent writes its own outcome. If its process then stays, the kernel cannot end it: a dead file system holds it. */
function saidItsEnd(desk: Desk, run: Run): boolean {
  const record = readOrRemember(desk, run);
  if (record?.runId === run.record.runId) return hasEnded(record.status);
  return readRuns(desk.at, { recent: true }).some(({ runId }) => runId === run.record.runId);
}

const overdue = new WeakSet<Run>();

/** Frees the place of a run that said its end by the look before this one, and is still there. */
export function lookAtUndying(desk: Desk): void {
  for (const unit of desk.units.values())
    for (const run of unit.runs.values()) {
      if (run.child === null || run.record.argv !== null || !saidItsEnd(desk, run)) continue;
      if (!overdue.has(run)) {
        overdue.add(run);
        continue;
      }
      desk.log('warn', 'runs', `${run.record.key} has ended, and its process does not: it is left behind`);
      runEnded(desk, unit, run, { code: null, signal: null });
    }
}

/** Looks whether runs that are no children of this process have ended. */
export function lookAtAdopted(desk: Desk): void {
  const adopted = [...desk.units.values()].flatMap((unit) =>
    [...unit.runs.values()].filter((run) => run.child === null).map((run) => ({ unit, run })),
  );
  if (adopted.length === 0) return;
  const words = wordsOfKeepers(desk);
  round += 1;
  for (const [index, { unit, run }] of adopted.entries()) {
    const { id } = run.record;
    const said = words.has(`${id}.exit`) && readExit(desk.at, id) !== null;
    const over = said || isOver(desk, run, (index + round) % THOROUGH_EVERY === 0);
    if (over) runEnded(desk, unit, run, { code: null, signal: null });
  }
}

function isOver(desk: Desk, run: Run, thorough: boolean): boolean {
  const known = run.record.owner;
  if (known !== null && run.exit === null && lives(known, thorough)) return false;
  const record = readOrRemember(desk, run);
  const owner = record?.owner ?? known;
  return record === null || hasEnded(record.status) || (owner !== null && ownerState(owner) === 'dead');
}
