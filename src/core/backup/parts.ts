import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { nameProblem } from './tar/entry-name.ts';

/** What a backup is made of, and what `--only` names. */
export const PARTS = ['metrics', 'analysis', 'incidents', 'registry', 'configuration', 'logs'] as const;
export type Part = (typeof PARTS)[number];

/** Which part a file belongs to by the first folder of its path. What stands in no line is the user's own: configuration. */
const PART_OF: Readonly<Record<string, Part>> = {
  metrics: 'metrics',
  analysis: 'analysis',
  reports: 'analysis',
  incidents: 'incidents',
  alerts: 'incidents',
  sessions: 'registry',
  mail: 'registry',
  history: 'registry',
  state: 'registry',
  logs: 'logs',
  audit: 'logs',
};

/** Not kept, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  backups: 'a backup holds no backups',
  output: 'what processes printed: large, and rotated by age',
  status: 'rewritten whenever something changes',
  run: 'leases and pipes of processes that live now',
  locks: 'of processes that live now',
  tmp: 'unfinished files',
  quarantine: 'unreadable by definition',
  node_modules: 'installed anew',
};
const LEFT_OUT_FILES = [/^state\/config-cache\.json$/, /^logs\/ops\.jsonl/, /\.tmp$/];
/** Hidden names belong to other programs (.git), but for our own settings. */
const OWN_HIDDEN = /^\.opsrc/;

export function partOf(path: string): Part {
  return PART_OF[path.split('/')[0] ?? ''] ?? 'configuration';
}

export interface Candidate {
  /** From the workspace's root, with `/`. */
  path: string;
  part: Part;
}

export interface Candidates {
  files: Candidate[];
  /** What lies there and cannot be kept. */
  skipped: { path: string; reason: string }[];
}

function isLeftOut(path: string, name: string): boolean {
  if (name.startsWith('.') && !OWN_HIDDEN.test(name)) return true;
  if (!path.includes('/') && Object.hasOwn(LEFT_OUT, path)) return true;
  return LEFT_OUT_FILES.some((pattern) => pattern.test(path));
}

/** Every file that a backup of these parts holds, in the order of their names. */
export function candidates(at: Layout, parts: readonly Part[]): Candidates {
  const found: Candidates = { files: [], skipped: [] };
  const walk = (folder: string) => {
    for (const entry of entriesOf(join(at.root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isLeftOut(path, entry.name)) continue;
      const part = partOf(path);
      if (entry.isDirectory()) {
        walk(path);
        continue;
      }
      if (!parts.includes(part)) continue;
      const problem = entry.isFile() ? nameProblem(path) : 'is no regular file';
      if (problem === null) found.files.push({ path, part });
      else found.skipped.push({ path, reason: problem });
    }
  };
  walk('');
  return found;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
