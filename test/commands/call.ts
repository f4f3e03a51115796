import type { Input, Run } from '../../src/commands/command.ts';
import type { Layout } from '../../src/core/files/layout.ts';

export interface Given {
  args?: readonly string[];
  options?: Record<string, unknown>;
}

/** Runs a command as the command line would, without a process. */
export async function call(run: Run, at: Layout, { args = [], options = {} }: Given = {}) {
  const input: Input = {
    args,
    rest: [],
    options,
    json: false,
    quiet: false,
    color: false,
    root: at.root,
    open: () => at,
    print: () => undefined,
    say: () => undefined,
  };
  const result = await run(input);
  return { ...result, data: result?.data as Record<string, unknown>, text: result?.text ?? '' };
}
