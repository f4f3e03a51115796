import { type ChildProcess, spawn } from 'node:child_process';
import type { Layout } from '../../../core/files/layout.ts';
import { programPath } from '../../../core/sessions/program.ts';
import { linesOf } from '../data/detail.ts';

export interface CommandRunner {
  run(words: readonly string[]): Promise<{ lines: string[]; exitCode: number | null }>;
  /** Ends the commands that still run: only what this screen itself started. */
  cancel(): void;
}

const LIMIT_MS = 120_000;
const OUTPUT_LIMIT = 256 * 1024;

/** Runs commands of ops as processes of their own: one that fails or hangs cannot touch the screen. */
export function createCommandRunner(at: Layout): CommandRunner {
  const children = new Set<ChildProcess>();
  return {
    run(words) {
      const dashes = words.indexOf('--');
      const own = dashes === -1 ? words : words.slice(0, dashes);
      const rest = dashes === -1 ? [] : words.slice(dashes);
      return new Promise((resolve, reject) => {
        const args = [programPath(), ...own, '--workspace', at.root, '--no-color', ...rest];
        const env = { ...process.env, NO_COLOR: '1' };
        const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
        children.add(child);
        let text = '';
        const collect = (chunk: string) => {
          if (text.length < OUTPUT_LIMIT) text += chunk;
        };
        for (const stream of [child.stdout, child.stderr]) {
          stream.setEncoding('utf8');
          stream.on('data', collect);
        }
        child.on('error', reject);
        // `exit`, not `close`: an agent that was just started may hold what it inherited open.
        child.on('exit', (exitCode) => {
          children.delete(child);
          setImmediate(() => resolve({ lines: linesOf(text), exitCode }));
        });
      });
    },
    cancel() {
      for (const child of children) child.kill('SIGTERM');
    },
  };
}
