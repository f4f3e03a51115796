import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, errorText } from '../../errors.ts';
import { readTail } from '../../files/json-lines.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import { readSegmentSafely } from '../../metrics/history/days.ts';
import { ownerState } from '../../process/identity.ts';
import { hasEnded, parseRecord } from '../../sessions/record.ts';

/**
 * What is done about a missing or corrupt file.
 * `restore`: it comes from the newest good backup. `rewrite`: its writer makes it anew within minutes, and an older one would say something
 * wrong until then. `tell`: a person's own file, or one that processes are writing to: a person decides. `ignore`: it may have been removed
 * on purpose.
 */
export type Policy = 'restore' | 'rewrite' | 'tell' | 'ignore';

export interface Watched {
  /** Of the path from the workspace's root. */
  pattern: RegExp;
  corrupt: Policy;
  /** Missing is what the newest good backup has and the workspace has not. */
  missing: Policy;
  /** Why an older copy is of use, or why not. */
  because: string;
  /** What is wrong with the file; null where nothing is. */
  problem: (path: string) => string | null;
  /** Whether the backup's copy may take the place of the broken one. */
  usable?: (content: Buffer) => boolean;
}

/** The first line that fits counts. */
export const WATCHED: readonly Watched[] = [
  {
    pattern: /^(?:metrics|analysis)\/latest\.json$/,
    corrupt: 'restore',
    missing: 'restore',
    because: 'it carries its own time, so that readers say that it is stale',
    problem: jsonProblem,
  },
  {
    pattern: /^metrics\/(?:samples|aggregated)\/[\d-]+\.seg$/,
    corrupt: 'restore',
    missing: 'restore',
    because: 'a packed day never changes',
    problem: segmentProblem,
  },
  {
    pattern: /^status\/(?:agents|self)\.json$/,
    corrupt: 'rewrite',
    missing: 'ignore',
    because: 'the orchestrator writes it at every change',
    problem: jsonProblem,
  },
  {
    pattern: /^state\/schedules\/[^/]+\.json$/,
    corrupt: 'rewrite',
    missing: 'ignore',
    because: 'an older slot would be run again; the next run writes a new one',
    problem: jsonProblem,
  },
  {
    pattern: /^state\/(?:config-cache|metrics)\.json$/,
    corrupt: 'rewrite',
    missing: 'ignore',
    because: 'it is made anew from what is measured or read now',
    problem: jsonProblem,
  },
  {
    pattern: /^state\/(?:heartbeat|holds|logs-analyzer)\.json$/,
    corrupt: 'restore',
    missing: 'restore',
    because: 'nothing removes it, and an older state is nearer to the truth than none',
    problem: jsonProblem,
  },
  {
    pattern: /^state\/[^/]+\.json$/,
    corrupt: 'restore',
    missing: 'ignore',
    because: 'an older state is nearer to the truth than an unreadable one',
    problem: jsonProblem,
  },
  {
    pattern: /^sessions\/[^/]+\.json$/,
    corrupt: 'restore',
    missing: 'ignore',
    because: 'it is true where its run has ended, or its process is still the one that it names',
    problem: recordProblem,
    usable: isTrueRecord,
  },
  {
    pattern: /^incidents\/(?:active|resolved)\/[^/]+\.md$/,
    corrupt: 'restore',
    missing: 'ignore',
    because: 'an empty one helps nobody',
    problem: emptyProblem,
  },
  {
    pattern: /^logs\/(?:runs|heartbeats)\.jsonl$/,
    corrupt: 'tell',
    missing: 'restore',
    because: 'processes append to it at any moment; a damaged line costs itself, and a restore merges',
    problem: linesProblem,
  },
  {
    pattern: /^orchestrator-config\.(?:json|ya?ml)$/,
    corrupt: 'tell',
    missing: 'tell',
    because: 'a person may be editing it, or has moved it',
    problem: emptyProblem,
  },
];

export function watchedOf(path: string): Watched | null {
  return WATCHED.find(({ pattern }) => pattern.test(path)) ?? null;
}

function jsonProblem(path: string): string | null {
  const read = readJson(path);
  if (read.state === 'unreadable') return read.reason;
  return read.state === 'read' && (typeof read.value !== 'object' || read.value === null) ? 'holds no object' : null;
}

function recordProblem(path: string): string | null {
  const read = readJson(path);
  if (read.state === 'missing') return null;
  if (read.state === 'unreadable') return read.reason;
  const record = parseRecord(read.value);
  return typeof record === 'string' ? record : null;
}

function segmentProblem(path: string): string | null {
  const { damage } = readSegmentSafely(path, () => true);
  return damage[0]?.reason ?? null;
}

/** How much of the end is looked at: a power cut tears what was written last. */
const TAIL_BYTES = 256 * 1_024;

function linesProblem(path: string): string | null {
  try {
    const isTorn = readTail(path, TAIL_BYTES)?.text.includes('\0') === true;
    return isTorn ? 'holds null bytes, as after a power cut' : null;
  } catch (error) {
    return errorText(error);
  }
}

function emptyProblem(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() === '' ? 'is empty' : null;
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? null : errorText(error);
  }
}

/** A record says something true now only if its run has ended or its process is still the one that it names. */
function isTrueRecord(content: Buffer): boolean {
  try {
    const record = parseRecord(JSON.parse(content.toString('utf8')));
    if (typeof record === 'string') return false;
    return hasEnded(record.status) || (record.owner !== null && ownerState(record.owner) === 'live');
  } catch {
    return false;
  }
}

/** The folders that hold watched files; small ones, so that a look at each heartbeat costs little. */
const FOLDERS = [
  '',
  'metrics',
  'metrics/samples',
  'metrics/aggregated',
  'analysis',
  'status',
  'state',
  'state/schedules',
  'sessions',
  'incidents/active',
  'incidents/resolved',
  'logs',
];

/** Paths of the watched files that are there. */
export function presentFiles(at: Layout): string[] {
  return FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(join(at.root, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => (folder === '' ? name : `${folder}/${name}`))
        .filter((path) => watchedOf(path) !== null);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  });
}
