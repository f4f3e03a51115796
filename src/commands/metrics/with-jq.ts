import { OpsError } from '../../core/errors.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Input, Result, Run } from '../command.ts';
import { textOption } from '../options.ts';

/** Lets a command take --jq: its data goes through the filter, and what comes out is printed instead. */
export function withJq(run: (input: Input) => Promise<Result>): Run {
  return async (input) => {
    const filter = textOption(input, 'jq');
    const result = await run(input);
    if (filter === undefined) return result;
    const { jq } = await import('../../core/jq.ts');
    try {
      const output = await jq(JSON.stringify(result.data), filter);
      for (const warning of result.warnings ?? []) input.say(`ops: ${warning}`);
      input.print(stripControl(output.endsWith('\n') ? output : `${output}\n`));
    } catch (error) {
      throw new OpsError('E_USAGE', `jq: ${(error as Error).message}`, {
        hint: 'See: https://jqlang.org/manual',
        cause: error,
      });
    }
    return null;
  };
}
