import { OpsError } from '../../core/errors.ts';
import { parseEvent } from '../../core/logs/event.ts';
import { isAtLeast, LEVELS, type Level } from '../../core/logs/level.ts';
import type { LineBlock } from '../../core/logs/line-splitter.ts';
import { linesOf } from '../../core/logs/lines.ts';
import { readStandardInput, STANDARD_INPUT } from '../../core/logs/standard-input.ts';
import { tail } from '../../core/logs/tail.ts';
import { oneLine } from '../../core/text/control.ts';
import { redact } from '../../core/text/redact.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption } from '../options.ts';
import { sourcesOf } from './sources-of.ts';

interface Match {
  file: string;
  offset: number;
  at: string | null;
  level: Level | null;
  line: string;
}

function patternOf(input: Input): RegExp {
  const text = input.args[0] ?? '';
  const source = flag(input, 'fixed') ? text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') : text;
  try {
    return new RegExp(source, flag(input, 'ignoreCase') ? 'iu' : 'u');
  } catch (error) {
    throw new OpsError('E_USAGE', `The pattern is no regular expression: ${(error as Error).message}`, {
      hint: 'For plain text give --fixed.',
    });
  }
}

/** ops logs search PATTERN [file...]: gzip files, the journal and standard input (`-`) too. */
export const run: Run = async (input) => {
  const pattern = patternOf(input);
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 200;
  const least = choiceOption(input, 'level', LEVELS);
  const now = new Date();
  const matches: Match[] = [];
  let count = 0;
  const search = (block: LineBlock, path: string) => {
    for (const { text, offset } of linesOf(block)) {
      if (!pattern.test(text)) continue;
      const event = least === undefined && count >= limit ? null : parseEvent(text, now);
      if (event !== null && least !== undefined && !isAtLeast(event.level, least)) continue;
      count += 1;
      if (event === null || matches.length >= limit) continue;
      const at = event.at === null ? null : new Date(event.at).toISOString();
      matches.push({ file: path, offset, at, level: event.level, line: redact(oneLine(text)) });
    }
  };
  const sources = await sourcesOf(input, input.args.slice(1));
  if (sources.includes(STANDARD_INPUT)) await readStandardInput((block) => search(block, STANDARD_INPUT));
  const { problems } = await tail({
    sources: sources.filter((source) => source !== STANDARD_INPUT),
    tracks: [],
    now,
    firstLookBytes: Number.MAX_SAFE_INTEGER,
    firstLookEntries: Number.POSITIVE_INFINITY,
    onBlock: (block, { path }) => search(block, path),
  });
  const lines = matches.map(({ file, offset, line }) => `${oneLine(file)}:${offset}: ${line}`);
  // Beside the lines, not among them: whoever counts them counts matches.
  const shown = count === 0 ? 'no line matches' : `${count} lines match; ${matches.length} are shown (--limit)`;
  return {
    data: { count, matches, problems },
    text: lines.join('\n'),
    warnings: [
      ...problems.map(({ path, reason }) => `${path} ${reason}`),
      ...(count > 0 && count === matches.length ? [] : [shown]),
    ],
    exitCode: count === 0 ? 1 : 0,
  };
};
