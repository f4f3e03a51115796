import { setTimeout as delay } from 'node:timers/promises';
import { parseEvent } from '../../core/logs/event.ts';
import { isAtLeast, LEVELS, type Level } from '../../core/logs/level.ts';
import { linesOf } from '../../core/logs/lines.ts';
import { tail } from '../../core/logs/tail.ts';
import type { Track } from '../../core/logs/track.ts';
import { oneLine } from '../../core/text/control.ts';
import { redact } from '../../core/text/redact.ts';
import type { Run } from '../command.ts';
import { choiceOption } from '../options.ts';
import { sourcesOf } from './sources-of.ts';

const LOOK_EVERY_MS = 500;
const COLOR: Partial<Record<Level, string>> = { warning: '\u001b[33m', error: '\u001b[31m', critical: '\u001b[1;31m' };

/** ops logs follow [file...]: begins at the ends of the files, and reads files that appear from their beginning. */
export const run: Run = async (input) => {
  const sources = await sourcesOf(input, input.args);
  const least = choiceOption(input, 'level', LEVELS);
  let tracks: Track[] = [];
  let isFirst = true;
  const told = new Set<string>();
  for (;;) {
    const now = new Date();
    let text = '';
    const result = await tail({
      sources,
      tracks,
      now,
      ...(isFirst ? { firstLookBytes: 0 } : {}),
      onBlock: (block, { path }) => {
        if (isFirst) return;
        for (const line of linesOf(block)) {
          const { level } = parseEvent(line.text, now);
          if (least !== undefined && !isAtLeast(level, least)) continue;
          const color = input.color && level !== null ? (COLOR[level] ?? '') : '';
          const shown = `${color}${redact(oneLine(line.text))}${color === '' ? '' : '\u001b[0m'}`;
          text +=
            sources.length === 1 && !/[*?[{]/.test(sources[0] ?? '') ? `${shown}\n` : `${oneLine(path)}: ${shown}\n`;
        }
      },
    });
    if (text !== '') input.print(text);
    for (const { path, reason } of result.problems) {
      if (told.has(`${path} ${reason}`)) continue;
      told.add(`${path} ${reason}`);
      input.say(`${path} ${reason}`);
    }
    tracks = result.tracks;
    isFirst = false;
    await delay(LOOK_EVERY_MS);
  }
};
