import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { OpsError } from '../../../src/core/errors.ts';
import { type Layout, layout } from '../../../src/core/files/layout.ts';

/** A workspace of this test alone, inside a folder of this test alone, both removed at its end. */
export function temporaryWorkspace(files: Record<string, string> = {}): Layout {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'ops-config-')));
  onTestFinished(() => {
    chmodSync(project, 0o700);
    rmSync(project, { recursive: true, force: true });
  });
  const at = layout(join(project, 'ops-automation'));
  mkdirSync(at.state, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeIn(at, name, text);
  return at;
}

/** Paths are from the workspace: '../package.json' lies beside it. */
export function writeIn(at: Layout, name: string, text: string): string {
  const path = join(at.root, name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

export async function failure(promise: Promise<unknown>): Promise<OpsError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof OpsError) return error;
    throw error;
  }
  throw new Error('It was expected to fail, and did not');
}
