import { chmodSync, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { errorCode, OpsError } from './errors.ts';
import { FOLDER_MODE } from './files/atomic.ts';
import { folders, type Layout, layout, WORKSPACE_NAME } from './files/layout.ts';
import { makeFolder } from './files/make-folder.ts';

const OTHERS_WRITE = 0o022;

/** Where the workspace is: --workspace, OPS_WORKSPACE, the nearest ops-automation/ upward, else ~/ops-automation. It need not exist. */
export function findWorkspace(given: string | undefined, cwd: string = process.cwd()): string {
  if (given !== undefined && given !== '') return resolve(cwd, given);
  const fromEnvironment = process.env.OPS_WORKSPACE;
  if (fromEnvironment !== undefined && fromEnvironment !== '') return resolve(cwd, fromEnvironment);
  for (let folder = cwd; ; folder = dirname(folder)) {
    const candidate = join(folder, WORKSPACE_NAME);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return join(homedir(), WORKSPACE_NAME);
  }
}

/** Refuses a workspace that somebody else could have written commands into. */
export function assertSafe(root: string): void {
  const stat = statSync(root);
  if (!stat.isDirectory()) throw new OpsError('E_WORKSPACE', `${root} is a file; a workspace is a folder`);
  const user = process.getuid?.();
  if (user !== undefined && stat.uid !== user) {
    throw new OpsError('E_WORKSPACE_UNSAFE', `${root} belongs to user ${stat.uid}, and you are user ${user}`);
  }
  if ((stat.mode & OTHERS_WRITE) !== 0) {
    throw new OpsError(
      'E_WORKSPACE_UNSAFE',
      `${root} may be written by others (mode ${(stat.mode & 0o777).toString(8)})`,
      {
        hint: `Run: chmod go-w ${root}`,
      },
    );
  }
}

/** Opens the workspace for a command. One that does not exist is an error that says how to make it. */
export function openWorkspace(root: string): Layout {
  try {
    assertSafe(root);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new OpsError('E_WORKSPACE', `There is no workspace at ${root}`);
    throw error;
  }
  return layout(root);
}

/** Makes the workspace's folders where they are missing. Returns whether the workspace is new. */
export function makeWorkspace(root: string): { at: Layout; made: boolean } {
  const made = !existsSync(root);
  // First: a file in its place is said to be one, and of a folder that is not ours nothing is touched.
  if (!made) assertSafe(root);
  makeFolder(root);
  assertSafe(root);
  const at = layout(root);
  for (const folder of folders(at)) makeFolder(folder);
  if (made) chmodSync(root, FOLDER_MODE);
  return { at, made };
}
