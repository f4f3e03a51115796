import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkAndHeal } from '../../backup/heal/check-and-heal.ts';
import { findCorrupt } from '../../backup/heal/look.ts';
import { errorCode } from '../../errors.ts';
import { countQuarantined } from '../../files/quarantine.ts';
import { plural } from '../../text/plural.ts';
import type { Check, Facts, Found } from '../check.ts';

/** The records of sessions have a check of their own. */
function corrupt({ at, now }: Facts): Found[] {
  const { troubles } = findCorrupt(at, now);
  return troubles
    .filter(({ path }) => !path.startsWith('sessions/'))
    .map(({ path, problem, policy, watched }) => {
      const found = { message: `${path} ${problem}`, path: join(at.root, path) };
      if (policy === 'restore' || policy === 'rewrite') return { ...found, fix: () => heal(path) };
      return { ...found, fixHint: `Not restored by itself, because ${watched.because}. Run: ops backup restore` };
    });

  async function heal(path: string): Promise<void> {
    const { lost } = await checkAndHeal(at);
    const reason = lost.find((file) => file.path === path)?.reason;
    if (reason !== undefined) throw new Error(reason);
  }
}

function quarantined({ at }: Facts): Found[] {
  const count = countQuarantined(at);
  return count === 0 ? [] : [{ message: `${plural(count, 'file')} in quarantine/`, path: at.quarantine }];
}

const NEW_LINE = 10;
/** A writer that is half through a line has finished it by then. */
const SETTLED_MS = 10_000;

function isTorn(path: string, now: number): boolean {
  const file = openSync(path, 'r');
  try {
    const { size, mtimeMs } = fstatSync(file);
    const last = Buffer.alloc(1);
    return size > 0 && now - mtimeMs > SETTLED_MS && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== NEW_LINE;
  } finally {
    closeSync(file);
  }
}

function linesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function torn({ at, now }: Facts): Found[] {
  const paths = [at.logs, at.history, at.alerts, at.state, at.backups].flatMap(linesIn);
  return paths
    .filter((path) => isTorn(path, now))
    .map((path) => ({ message: `The last line of ${relative(at.root, path)} is torn`, path }));
}

export const fileChecks: readonly Check[] = [
  {
    id: 'files.corrupt',
    severity: 'error',
    why: 'Whoever reads it knows nothing, or what is not true any more.',
    fixHint: 'Run: ops doctor --fix; it is restored from the newest good backup that has it',
    find: corrupt,
  },
  {
    id: 'files.quarantine',
    severity: 'info',
    why: 'They could not be read and were set aside; something wrote them so.',
    fixHint: 'Look at quarantine/index.jsonl for the reasons, then remove the files',
    find: quarantined,
  },
  {
    id: 'files.torn',
    severity: 'info',
    why: 'A crash or a full disk cut it; it costs itself alone, and the next line begins anew.',
    fixHint: 'Nothing needs to be done',
    find: torn,
  },
];
