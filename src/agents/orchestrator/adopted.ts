import { readdirSync } from 'node:fs';
import { errorCode } from '../../core/errors.ts';
import { readExit } from '../../core/keeper/keeper.ts';
import { type Owner, ownerState } from '../../core/process/identity.ts';
import { isSessionId } from '../../core/sessions/names.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
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

/** Ids of the commands whose keepers have said how they ended. The keeper itself may live for another moment. */
function saidToHaveEnded(desk: Desk): Set<string> {
  const ending = '.exit';
  const names = readdirSync(desk.at.run).filter((name) => name.endsWith(ending));
  const ids = names.map((name) => name.slice(0, -ending.length)).filter(isSessionId);
  return new Set(ids.filter((id) => readExit(desk.at, id) !== null));
}

/** Looks whether runs that are no children of this process have ended. */
export function lookAtAdopted(desk: Desk): void {
  const adopted = [...desk.units.values()].flatMap((unit) =>
    [...unit.runs.values()].filter((run) => run.child === null).map((run) => ({ unit, run })),
  );
  if (adopted.length === 0) return;
  const said = saidToHaveEnded(desk);
  round += 1;
  for (const [index, { unit, run }] of adopted.entries()) {
    const over = said.has(run.record.id) || isOver(desk, run, (index + round) % THOROUGH_EVERY === 0);
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
