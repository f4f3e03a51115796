import { OpsError } from '../core/errors.ts';
import { stripControl } from '../core/text/control.ts';
import type { Input, Result } from './command.ts';
import { textOption } from './options.ts';
import { fillTemplate } from './template.ts';

/** What --jq or --format make of a result's data, to be printed instead; null where neither is given. @throws OpsError E_USAGE */
export async function filteredText({ data, isLines }: Result, input: Input): Promise<string | null> {
  const template = textOption(input, 'format');
  const filter = textOption(input, 'jq');
  if (filter !== undefined) return jqText(data, isLines === true ? `.[] | (${filter}\n)` : filter);
  return template === undefined ? null : fillTemplate(template, data);
}

async function jqText(data: unknown, filter: string): Promise<string> {
  const { jq } = await import('../core/jq.ts');
  try {
    const output = stripControl(await jq(JSON.stringify(data), filter, { raw: true }));
    return output === '' || output.endsWith('\n') ? output : `${output}\n`;
  } catch (error) {
    throw new OpsError('E_USAGE', `--jq: ${(error as Error).message.replace(/^jq: /, '')}`, {
      hint: 'See: https://jqlang.org/manual',
      cause: error,
    });
  }
}
