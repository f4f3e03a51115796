import { setTimeout as delay } from 'node:timers/promises';
import { parseEvent } from '../../core/logs/event.ts';
import { partSources } from '../../core/logs/journal/journal-source.ts';
import type { JournalTrack } from '../../core/logs/journal/tail-journal.ts';
import { isAtLeast, LEVELS, type Level } from '../../core/logs/level.ts';
import type { LineBlock } from '../../core/logs/line-splitter.ts';
import { linesOf } from '../../core/logs/lines.ts';
import { readStandardInput, STANDARD_INPUT } from '../../core/logs/standard-input.ts';
import { tail } from '../../core/logs/tail.ts';
import type { Track } from '../../core/logs/track.ts';
import { oneLine } from '../../core/text/control.ts';
import { redact } from '../../core/text/redact.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption } from '../options.ts';
import { sourcesOf } from './sources-of.ts';

const LOOK_EVERY_MS = 500;
/** Each look at the journal is two runs of journalctl. */
const JOURNAL_EVERY_MS = 2_000;
const COLOR: Partial<Record<Level, string>> = { warning: '\u001b[33m', error: '\u001b[31m', critical: '\u001b[1;31m' };

/** ops logs follow [file...]: begins at the ends of the files, and reads files that appear from their beginning. `-`: until the input ends. */
export const run: Run = async (input) => {
  const sources = await sourcesOf(input, input.args);
  const least = choiceOption(input, 'level', LEVELS);
  const isOneFile = sources.length === 1 && !/[*?[{]/.test(sources[0] ?? '');
  const show = (block: LineBlock, path: string, now: Date) => {
    const text = shownLines(block, least, input.color, now)
      .map((line) => (isOneFile ? `${line}\n` : `${oneLine(path)}: ${line}\n`))
      .join('');
    if (text !== '') input.print(text);
  };
  if (isOneFile && sources[0] === STANDARD_INPUT) {
    await readStandardInput((block) => show(block, STANDARD_INPUT, new Date()));
    return null;
  }
  return followFiles(input, sources, show);
};

function shownLines(block: LineBlock, least: Level | undefined, inColor: boolean, now: Date): string[] {
  const shown: string[] = [];
  for (const line of linesOf(block)) {
    const { level } = parseEvent(line.text, now);
    if (least !== undefined && !isAtLeast(level, least)) continue;
    const color = inColor && level !== null ? (COLOR[level] ?? '') : '';
    shown.push(`${color}${redact(oneLine(line.text))}${color === '' ? '' : '\u001b[0m'}`);
  }
  return shown;
}

async function followFiles(
  input: Input,
  sources: readonly string[],
  show: (block: LineBlock, path: string, now: Date) => void,
): Promise<never> {
  const pause = partSources(sources).journals.length > 0 ? JOURNAL_EVERY_MS : LOOK_EVERY_MS;
  let tracks: Track[] = [];
  let journals: JournalTrack[] = [];
  let isFirst = true;
  const told = new Set<string>();
  for (;;) {
    const now = new Date();
    const result = await tail({
      sources,
      tracks,
      journals,
      now,
      ...(isFirst ? { firstLookBytes: 0, firstLookEntries: 0 } : {}),
      onBlock: (block, { path }) => {
        if (!isFirst) show(block, path, now);
      },
    });
    for (const { path, reason } of result.problems) {
      if (told.has(`${path} ${reason}`)) continue;
      told.add(`${path} ${reason}`);
      input.say(`${path} ${reason}`);
    }
    ({ tracks, journals } = result);
    isFirst = false;
    await delay(pause);
  }
}
