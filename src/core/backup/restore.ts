import { lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode, errorText, OpsError } from '../errors.ts';
import { FOLDER_MODE, linkNew, writeFileAtomic } from '../files/atomic.ts';
import { type Layout, layout } from '../files/layout.ts';
import { orchestratorView } from '../orchestrator-client.ts';
import { share, tellProgress } from '../progress.ts';
import { makeWorkspace } from '../workspace.ts';
import { readArchive } from './archive.ts';
import type { Backup } from './list.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { type Decision, decide } from './merge.ts';
import { PARTS, type Part } from './parts.ts';
import { answerRestoredMail } from './restored-mail.ts';
import { syncFolders } from './sync-folders.ts';
import { DamagedArchive } from './tar/header.ts';
import { placeFile } from './verify.ts';
import { removeAbandoned, withWorkingFolder } from './working-folder.ts';

export interface RestoreOptions {
  /** Default: all that the backup has. */
  parts?: readonly Part[];
  /** Another folder, which becomes a workspace; default: the backup's own. */
  to?: string;
  /** Files that are there may be replaced; they are kept aside. */
  replace?: boolean;
  /** Only say what would be done. */
  dryRun?: boolean;
  now?: number;
}

export interface RestoredFile {
  path: string;
  action: Decision['action'];
  reason: string | null;
}

export interface Restored {
  name: string;
  createdAt: string;
  /** The workspace that was restored into. */
  root: string;
  dryRun: boolean;
  files: RestoredFile[];
  /** Where the replaced files lie now; null where none was. */
  aside: string | null;
  /** Messages that were waiting when the backup was made. They are answered with that, not carried out. */
  unansweredMessages: number;
}

/** Why nothing may be restored into a workspace now; null where it may. */
export function restoreObstacle(at: Layout): string | null {
  const view = orchestratorView(at);
  if (view === null || view.live === 'dead') return null;
  return `its orchestrator runs (pid ${view.record.owner?.pid ?? 'unknown'})`;
}

function assertMayRestore(at: Layout): void {
  const obstacle = restoreObstacle(at);
  if (obstacle === null) return;
  throw new OpsError('E_RUNNING', `Nothing is restored into ${at.root}: ${obstacle}`, {
    hint: 'Stop it with: ops agents stop ops-orchestrator. Or restore beside it with: --to DIR',
  });
}

/**
 * Restores a backup. The whole archive is unpacked beside its place and compared with its manifest before the first file is touched; then
 * each file is put in place by one renaming. What is replaced is kept aside, what only grows is merged.
 * @throws OpsError E_CORRUPT for a damaged archive, E_RUNNING, and E_USAGE where files would be replaced and `replace` does not say so
 */
export async function restoreBackup(at: Layout, backup: Backup, options: RestoreOptions = {}): Promise<Restored> {
  const root = resolve(options.to ?? at.root);
  const target = layout(root);
  const dryRun = options.dryRun ?? false;
  if (!dryRun) {
    assertMayRestore(target);
    makeWorkspace(root);
    removeAbandoned(target);
  }
  return withWorkingFolder(dryRun ? at : target, async (staging) => {
    const { manifest, wanted } = await unpackTo(staging, backup, options.parts ?? PARTS);
    const planned = wanted.map((file) => plan(staging, root, file));
    const changed = planned.filter(({ decision }) => decision.action === 'replaced' || decision.action === 'merged');
    const about = { name: backup.name, createdAt: manifest.createdAt, root, dryRun };
    if (dryRun) return { ...about, files: planned.map(reported), aside: null, unansweredMessages: 0 };
    if (changed.length > 0 && options.replace !== true) throw wouldReplace(root, changed);
    assertMayRestore(target);
    const aside = join(
      target.backups,
      `replaced-${new Date(options.now ?? Date.now()).toISOString().replaceAll(/[:.]/g, '-')}`,
    );
    // Answered before they lie in the mailbox: an orchestrator that starts in between must not find them waiting.
    const inPlace = root === at.root;
    const letters = planned.filter(({ decision }) => decision.action === 'created').map(({ file }) => file.path);
    const unansweredMessages = inPlace ? answerRestoredMail(target, letters, manifest.createdAt) : 0;
    for (const [index, item] of planned.entries()) {
      tellProgress(() => share('Restoring', index, planned.length));
      put(target, aside, item);
    }
    syncFolders(planned.map(({ file }) => dirname(join(root, file.path))));
    return { ...about, files: planned.map(reported), aside: changed.length > 0 ? aside : null, unansweredMessages };
  });
}

async function unpackTo(
  staging: string,
  backup: Backup,
  parts: readonly Part[],
): Promise<{ manifest: Manifest; wanted: ManifestFile[] }> {
  try {
    const manifest = await readArchive(backup.path, (file) => {
      tellProgress(() => `Unpacking ${file.name}`);
      placeFile(staging, file, { sync: true });
    });
    return { manifest, wanted: manifest.files.filter(({ part }) => parts.includes(part)) };
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
    throw new OpsError('E_CORRUPT', `${backup.path} cannot be restored: ${errorText(error)}`, {
      hint: 'Nothing was changed. Another one: ops backup list',
      cause: error,
    });
  }
}

interface Planned {
  file: ManifestFile;
  staged: string;
  decision: Decision;
}

function plan(staging: string, root: string, file: ManifestFile): Planned {
  const staged = join(staging, file.path);
  const link = linkOnTheWay(root, file.path);
  if (link !== null) return { file, staged, decision: { action: 'kept', reason: `${link} is no folder of its own` } };
  return {
    file,
    staged,
    decision: decide({
      root,
      path: file.path,
      restored: readFileSync(staged),
      present: presentAt(join(root, file.path)),
    }),
  };
}

function presentAt(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    // What cannot be read (a damaged disk) is there all the same, and is what one restores for.
    return errorCode(error) === 'ENOENT' ? null : Buffer.alloc(0);
  }
}

/** A link or a file where a folder should be: writing through it would end up elsewhere. Also a link where the file should be. */
function linkOnTheWay(root: string, path: string): string | null {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const place = parts.slice(0, depth).join('/');
    const stat = lstatSync(join(root, place), { throwIfNoEntry: false });
    if (stat === undefined) return null;
    const right = depth === parts.length ? stat.isFile() : stat.isDirectory();
    if (!right) return place;
  }
  return null;
}

function put(target: Layout, aside: string, { file, staged, decision }: Planned): void {
  if (decision.action === 'same' || decision.action === 'kept') return;
  const place = join(target.root, file.path);
  if (decision.action !== 'created') {
    const kept = join(aside, file.path);
    mkdirSync(dirname(kept), { recursive: true, mode: FOLDER_MODE });
    // A second name, not a move: at no moment is there no file of that name.
    linkNew(place, kept);
  }
  if (decision.action === 'merged') {
    writeFileAtomic(place, decision.content, { temporary: target.temporary });
    return;
  }
  mkdirSync(dirname(place), { recursive: true, mode: FOLDER_MODE });
  renameSync(staged, place);
}

function reported({ file, decision }: Planned): RestoredFile {
  return { path: file.path, action: decision.action, reason: 'reason' in decision ? decision.reason : null };
}

function wouldReplace(root: string, changed: readonly Planned[]): OpsError {
  const named = changed.slice(0, 3).map(({ file }) => file.path);
  const more = changed.length > named.length ? ` and ${changed.length - named.length} more` : '';
  return new OpsError('E_USAGE', `${changed.length} files in ${root} would be replaced: ${named.join(', ')}${more}`, {
    hint: 'Say --yes to replace them (they are kept aside), or --dry-run to see everything that would be done.',
  });
}
