import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeFile } from '../../files/atomic.ts';
import { withLock } from '../../files/lock.ts';
import { ownerState, parseOwner } from '../../process/identity.ts';
import { endingOfGone } from '../../sessions/ending.ts';
import { isSessionId } from '../../sessions/names.ts';
import { hasEnded, type SessionRecord } from '../../sessions/record.ts';
import { quarantineUnreadable } from '../../sessions/registry.ts';
import { readRuns } from '../../sessions/run-log.ts';
import { finishEnded, settleSession } from '../../sessions/settle.ts';
import { viewOf } from '../../sessions/view.ts';
import { plural } from '../../text/plural.ts';
import type { Check, Facts, Found } from '../check.ts';

const LOCK = '.lock';

function isDeadLock(path: string): boolean {
  try {
    const owner = parseOwner(JSON.parse(readFileSync(path, 'utf8')));
    return owner === null || ownerState(owner) === 'dead';
  } catch {
    return existsSync(path);
  }
}

/** Locks and the rights to break one (`<name>.lock.<token>`), whose owners are dead. Taking a lock frees it, in the one right way. */
function deadLocks({ at }: Facts): Found[] {
  const dead = readdirSync(at.locks).filter((name) => isDeadLock(join(at.locks, name)));
  return dead.map((name) => ({
    message: `The lock ${name} is held by a process that is gone`,
    path: join(at.locks, name),
    fix: () => {
      if (name.endsWith(LOCK)) withLock(at, basename(name, LOCK), () => {});
      else if (isDeadLock(join(at.locks, name))) removeFile(join(at.locks, name));
    },
  }));
}

const START_MS = 60_000;

/** Written down to be started, and whoever wrote it died before starting it. */
function neverStarted({ at, now, listing, orchestratorLives }: Facts): Found[] {
  const waiting = listing.records.filter(
    ({ status, owner, spawner, createdAt }) =>
      status === 'queued' && owner === null && ownerState(spawner) === 'dead' && now - Date.parse(createdAt) > START_MS,
  );
  const fixHint = orchestratorLives
    ? 'It belongs to no agent of the configuration; remove it: ops sessions delete'
    : 'Run: ops up; a starting orchestrator starts it';
  return waiting.map(({ key, id }) => ({
    message: `${key} was to be started, and who should start it is gone`,
    path: join(at.sessions, `${id}.json`),
    fixHint,
  }));
}

function deadButRunning({ at, now, listing, orchestratorLives }: Facts): Found[] {
  const dead = listing.records.filter((record) => {
    const isStored = !hasEnded(record.status) && record.owner !== null;
    return isStored && viewOf(at, record, now).live === 'dead';
  });
  return dead.map((record) => {
    const found = {
      message: `${record.key} is stored as ${record.status}, and its process is gone`,
      path: join(at.sessions, `${record.id}.json`),
    };
    // A living orchestrator sees to it itself, and knows more about how it ended.
    return orchestratorLives ? { ...found, severity: 'info' as const } : { ...found, fix: () => settle(record) };
  });

  function settle(record: SessionRecord): void {
    settleSession(at, record.id, record.runId, endingOfGone(at, record));
  }
}

function unreadable({ at, listing }: Facts): Found[] {
  return listing.unreadable.map((broken) => ({
    message: `${basename(broken.file)} ${broken.reason}`,
    path: broken.file,
    fix: () => void quarantineUnreadable(at, [broken]),
  }));
}

function notInRunLog({ at, listing }: Facts): Found[] {
  const logged = new Set(readRuns(at, { recent: false }).map(({ runId }) => runId));
  const missing = listing.records.filter(({ status, runId }) => hasEnded(status) && !logged.has(runId));
  if (missing.length === 0) return [];
  const message = `${plural(missing.length, 'ended session')} ${missing.length === 1 ? 'is' : 'are'} not in the run log`;
  return [{ message, path: at.runLog, fix: () => void finishEnded(at, missing) }];
}

const RUN_FILE = /^(.+)\.(?:exit|lease|stdin)$/;

/** What is in run/ belongs to sessions that run; of those that have ended it only confuses. */
function runLeftovers({ at, now, listing }: Facts): Found[] {
  const needed = new Set(listing.records.filter(({ status }) => !hasEnded(status)).map(({ id }) => id));
  const broken = new Set(listing.unreadable.map(({ file }) => basename(file, '.json')));
  const old = readdirSync(at.run).filter((name) => {
    const id = RUN_FILE.exec(name)?.[1];
    if (id === undefined || !isSessionId(id) || needed.has(id) || broken.has(id)) return false;
    return now - (statSync(join(at.run, name), { throwIfNoEntry: false })?.mtimeMs ?? now) > START_MS;
  });
  if (old.length === 0) return [];
  const fix = () => {
    for (const name of old) removeFile(join(at.run, name));
  };
  return [{ message: `${plural(old.length, 'file')} in run/ of sessions that have ended`, path: at.run, fix }];
}

export const recordChecks: readonly Check[] = [
  {
    id: 'locks.dead',
    severity: 'warning',
    why: 'The next who needs the lock has to break it first; one that is unreadable may hold up a start.',
    fixHint: 'Run: ops doctor --fix',
    find: deadLocks,
  },
  {
    id: 'sessions.never-started',
    severity: 'warning',
    why: 'Somebody asked for it and it does not happen.',
    fixHint: 'Run: ops up',
    find: neverStarted,
  },
  {
    id: 'sessions.dead',
    severity: 'warning',
    why: 'Nobody has written down how it ended; readers see it as lost.',
    fixHint: 'Run: ops up, or ops doctor --fix',
    find: deadButRunning,
  },
  {
    id: 'sessions.unreadable',
    severity: 'error',
    why: 'What it says is not known: the session may run and nobody supervises it.',
    fixHint:
      'Run: ops doctor --fix; it then lies in quarantine/. An older one may be in a backup: ops backup restore --only registry',
    find: unreadable,
  },
  {
    id: 'sessions.run-log',
    severity: 'warning',
    why: 'When retention removes them, their outcome is gone.',
    fixHint: 'Run: ops doctor --fix',
    find: notInRunLog,
  },
  {
    id: 'sessions.leftovers',
    severity: 'info',
    why: 'They say nothing about what runs now.',
    fixHint: 'Run: ops doctor --fix',
    find: runLeftovers,
  },
];
