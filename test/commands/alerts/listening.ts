import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../../../src/core/files/layout.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { bundleProgram } from '../../helpers/bundle.ts';
import { waitFor } from '../../helpers/index.ts';

const children: ChildProcess[] = [];

/** Starts a program that is ended with the test file, and collects what it prints. */
export function start(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const told = { child, output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      told.output += chunk.toString();
    });
  }
  children.push(child);
  return told;
}

/** `ops alerts listen` of a workspace on a free port, with the token that it made. */
export async function startListener(at: Layout) {
  const program = await bundleProgram(join(import.meta.dirname, 'listen-program.ts'));
  const told = start(process.execPath, [program, at.root], { OPS_WORKSPACE: at.root });
  const [, url = ''] = await waitFor(() => /^Listening on (\S+):/m.exec(told.output), { what: 'the listener' });
  return { ...told, url, tokenFile: join(at.state, 'listen-token'), told };
}

export function tokenIn(file: string): string {
  return readFileSync(file, 'utf8').trim();
}

atEnd(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
