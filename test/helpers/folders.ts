import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Layout, layout, WORKSPACE_NAME } from '../../src/core/files/layout.ts';
import { makeWorkspace as makeFolders } from '../../src/core/workspace.ts';
import { atEnd } from './at-end.ts';
import { endProcessesOf } from './processes.ts';

const folders: string[] = [];
const roots: string[] = [];

/** A fresh empty folder, removed when the test file is over. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ops-test-')));
  folders.push(folder);
  return folder;
}

const never = { warning: 100, critical: 100 };

/** Configuration by which nothing that the machine beneath the tests does is a warning. */
export const CALM = {
  thresholds: { cpu_usage: never, memory_usage: never, disk_usage: never },
  logs: { sources: [] },
};

/**
 * A fresh workspace with all its folders, in a folder of its own. When the test file is over, whatever runs in it is ended and it is
 * removed. `config` becomes its orchestrator-config.json.
 */
export function makeWorkspace(config?: object): Layout {
  const { at } = makeFolders(plannedWorkspace().root);
  if (config !== undefined) writeFileSync(at.config, JSON.stringify(config, null, 2), { mode: 0o600 });
  return at;
}

/** Where a workspace may come to lie: as `makeWorkspace`, but nothing is there yet. */
export function plannedWorkspace(): Layout {
  const root = join(makeFolder(), WORKSPACE_NAME);
  roots.push(root);
  return layout(root);
}

/** Writes a file and the folders above it. */
export function writeFile(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

atEnd(async () => {
  await Promise.all(roots.splice(0).map(endProcessesOf));
  for (const folder of folders.splice(0)) {
    if (!existsSync(folder)) continue;
    chmodSync(folder, 0o700);
    // Again and again, because what was just killed may have made a file while its folder was emptied.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
