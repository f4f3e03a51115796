import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

/** bin/ops.js of this installation: what a built-in agent's process runs. Looked up from here upward, bundled or not. */
export function programPath(): string {
  found ??= find(dirname(fileURLToPath(import.meta.url)));
  return found;
}

function find(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'bin', 'ops.js');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error(`bin/ops.js is not found upward from ${start}`);
  }
}
