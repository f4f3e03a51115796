import { mineFile } from '../../core/logs/mine-file.ts';
import { numbers } from '../../core/logs/numbers.ts';
import { type Template, templatesOf } from '../../core/logs/templates/templates.ts';
import { oneLine } from '../../core/text/control.ts';
import { plural } from '../../core/text/plural.ts';
import { redact } from '../../core/text/redact.ts';
import type { Input, Run } from '../command.ts';
import { flag, numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';

const LINES_A_WRITE = 4_096;

/** ops logs templates FILE: the kinds of messages of a file, or with --assign the kind of each of its lines. */
export const run: Run = async (input) => {
  const path = input.args[0] ?? '-';
  const now = new Date();
  if (flag(input, 'assign')) {
    await assign(input, path, now);
    return null;
  }
  const limit = numberOption(input, 'limit', { min: 1, integer: true });
  const miner = await mineFile(path, { now });
  const { templates } = templatesOf(miner.shapes());
  const shown = templates.slice(0, limit ?? (input.json ? undefined : 50));
  const warnings =
    miner.givenUp > 0
      ? [`${plural(miner.givenUp, 'line is', 'lines are')} of kinds too rare to keep, and in no template`]
      : [];
  return {
    data: { lines: miner.lines, templates: shown.map(view) },
    text: textOf(shown, templates.length, miner.lines),
    warnings,
  };
};

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function view({ id, text, count, level, first, last, sample, path, offset }: Template) {
  const safe = redact(sample.split('\n').map(oneLine).join('\n'));
  return {
    id,
    template: redact(oneLine(text)),
    count,
    level,
    first: time(first),
    last: time(last),
    sample: safe,
    file: path,
    offset,
  };
}

function textOf(templates: readonly Template[], all: number, lines: number): string {
  const rows = templates.map(({ id, count, level, text }) => [String(count), level ?? '-', id, redact(oneLine(text))]);
  const more = all > templates.length ? `, of which the ${templates.length} most frequent are shown` : '';
  return `${textTable(['LINES', 'LEVEL', 'ID', 'TEMPLATE'], rows)}\n\n${plural(lines, 'line')}, ${plural(all, 'template')}${more}\n`;
}

async function assign(input: Input, path: string, now: Date): Promise<void> {
  const ofLine = numbers();
  const miner = await mineFile(path, { now, onLine: (shape) => ofLine.push(shape) });
  const { ofTokens } = templatesOf(miner.shapes());
  const ids = new Map<number, string | null>([[-1, null]]);
  let line = 0;
  let text = '';
  for (const shape of ofLine) {
    let id = ids.get(shape);
    if (id === undefined) {
      const now = miner.shapeNow(shape);
      id = now === null ? null : ofTokens(now.tokens);
      ids.set(shape, id);
    }
    line += 1;
    text += `${JSON.stringify({ line, template: id })}\n`;
    if (line % LINES_A_WRITE === 0) {
      input.print(text);
      text = '';
    }
  }
  input.print(text);
}
