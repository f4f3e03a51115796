import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { FOLDER_MODE } from '../../files/atomic.ts';
import { folders, layout, WORKSPACE_NAME } from '../../files/layout.ts';
import { orchestratorView } from '../../orchestrator-client.ts';
import { plural } from '../../text/plural.ts';
import type { Check, Facts, Found } from '../check.ts';

interface Entry {
  path: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  mode: number;
  owner: number;
}

/** More is not looked at: whoever has so many files learns enough from the first of them. */
const MOST_ENTRIES = 50_000;

function walk(root: string): Entry[] {
  const entries: Entry[] = [];
  const open = [root];
  for (let folder = open.pop(); folder !== undefined && entries.length < MOST_ENTRIES; folder = open.pop()) {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (stat === undefined || name === '.git' || name === 'node_modules') continue;
      const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
      entries.push({ path, kind, mode: stat.mode & 0o777, owner: stat.uid });
      if (kind === 'folder') open.push(path);
    }
  }
  return entries;
}

/** Anyone may drop an alarm there, with whatever mode. */
function isAlarm({ at }: Facts, path: string): boolean {
  return dirname(path) === at.urgentAlerts;
}

function summarize({ at }: Facts, entries: readonly Entry[], what: string, fix?: () => void): Found[] {
  const [first] = entries;
  if (first === undefined) return [];
  const more = entries.length > 1 ? ` and ${plural(entries.length - 1, 'other')}` : '';
  const found = { message: `${relative(at.root, first.path) || '.'}${more} ${what}`, path: first.path };
  return [fix === undefined ? found : { ...found, fix }];
}

function modes(facts: Facts): Found[] {
  const { root } = facts.at;
  const own: Entry = { path: root, kind: 'folder', mode: lstatSync(root).mode & 0o777, owner: 0 };
  const open = [own, ...walk(root)].filter(
    ({ kind, mode, path }) => (kind === 'file' || kind === 'folder') && (mode & 0o077) !== 0 && !isAlarm(facts, path),
  );
  const fix = () => {
    for (const { path, mode } of open) chmodSync(path, mode & 0o700);
  };
  return summarize(facts, open, 'may be read or written by others', fix);
}

function owners(facts: Facts): Found[] {
  const user = process.getuid?.();
  if (user === undefined) return [];
  const foreign = walk(facts.at.root).filter(({ owner, path }) => owner !== user && !isAlarm(facts, path));
  return summarize(facts, foreign, `belongs to user ${foreign[0]?.owner}, not to you`);
}

function missingFolders({ at }: Facts): Found[] {
  return folders(at)
    .filter((folder) => !existsSync(folder))
    .map((folder) => ({
      message: `${relative(at.root, folder)}/ is missing`,
      path: folder,
      fix: () => void mkdirSync(folder, { recursive: true, mode: FOLDER_MODE }),
    }));
}

/** Every workspace that some way of looking for one would find. */
function workspaces({ at, cwd, env }: Facts): string[] {
  const candidates = [at.root, join(homedir(), WORKSPACE_NAME)];
  if (env.OPS_WORKSPACE !== undefined && env.OPS_WORKSPACE !== '') candidates.push(resolve(cwd, env.OPS_WORKSPACE));
  for (let folder = cwd; ; folder = dirname(folder)) {
    candidates.push(join(folder, WORKSPACE_NAME));
    if (folder === dirname(folder)) break;
  }
  const there = candidates.filter((candidate) => existsSync(layout(candidate).sessions));
  return [...new Set(there.map((candidate) => realpathSync(candidate)))];
}

function shadows(facts: Facts): Found[] {
  const here = realpathSync(facts.at.root);
  return workspaces(facts)
    .filter((other) => other !== here)
    .map((other) => {
      const runs = livesIn(other);
      const message = `There is another workspace, ${other}${runs ? ', and its orchestrator runs' : ''}; this one is ${here}`;
      return { message, path: other, severity: runs ? ('warning' as const) : ('info' as const) };
    });
}

function livesIn(root: string): boolean {
  try {
    const view = orchestratorView(layout(root));
    return view !== null && view.live !== 'dead';
  } catch {
    return false;
  }
}

export const workspaceChecks: readonly Check[] = [
  {
    id: 'workspace.modes',
    severity: 'error',
    why: 'It holds logs, messages and commands to run; who can write it can run commands as you.',
    fixHint: 'Run: ops doctor --fix, or chmod -R go= on the workspace',
    find: modes,
  },
  {
    id: 'workspace.owner',
    severity: 'warning',
    why: 'The program cannot replace it, or somebody else can: mostly ops was once run with sudo.',
    fixHint: 'Run: sudo chown -R "$(id -u):$(id -g)" on the workspace',
    find: owners,
  },
  {
    id: 'workspace.links',
    severity: 'warning',
    why: 'Backups leave links out, and a restore does not write through them.',
    fixHint: 'Put the folder itself there, or mount it there',
    find: (facts) =>
      summarize(
        facts,
        walk(facts.at.root).filter(({ kind }) => kind === 'link'),
        'is a symbolic link',
      ),
  },
  {
    id: 'workspace.folders',
    severity: 'warning',
    why: 'What nobody can put there (an alarm, an incident) is not seen, and no watch can be set on it.',
    fixHint: 'Run: ops doctor --fix',
    find: missingFolders,
  },
  {
    id: 'workspace.shadow',
    severity: 'info',
    why: 'From another folder ops would find that one: two teams, each of which knows half.',
    fixHint: 'Name the one you mean with --workspace or OPS_WORKSPACE; remove the other if it is left over',
    find: shadows,
  },
];
