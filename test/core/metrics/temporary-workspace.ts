import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Layout } from '../../../src/core/files/layout.ts';
import { makeWorkspace } from '../../../src/core/workspace.ts';
import { atEnd } from '../../helpers/at-end.ts';

const made: string[] = [];

atEnd(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ops-metrics-'));
  made.push(folder);
  return folder;
}

export function temporaryWorkspace(): Layout {
  return makeWorkspace(join(temporaryFolder(), 'ops-automation')).at;
}
