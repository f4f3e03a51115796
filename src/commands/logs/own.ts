import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { asidePath } from '../../core/files/bound-log.ts';
import { readLastJsonLines } from '../../core/files/json-lines.ts';
import { LEVELS, type OwnLogLine } from '../../core/own-log.ts';
import { findRecord } from '../../core/sessions/find.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption, textOption } from '../options.ts';

const LOOK_EVERY_MS = 300;
const BYTES_A_LINE = 400;

export const run: Run = async (input) => {
  const at = input.open();
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 200;
  const least = choiceOption(input, 'level', LEVELS) ?? 'debug';
  const session = textOption(input, 'session');
  const key = session === undefined ? null : findRecord(at, session).key;
  const wanted = (line: OwnLogLine) =>
    LEVELS.indexOf(line.level) <= LEVELS.indexOf(least) &&
    (key === null || line.sessionKey === key || line.message.includes(key));
  const bytes = Math.max(256 * 1024, limit * BYTES_A_LINE);
  // Where the log was just put aside its last lines lie there.
  const read = () =>
    [asidePath(at.ownLog), at.ownLog]
      .flatMap((path) => readLastJsonLines<OwnLogLine>(path, bytes).values)
      .filter(wanted);
  const lines = read().slice(-limit);
  if (!flag(input, 'follow')) {
    return {
      data: { file: at.ownLog, lines },
      text: lines.length === 0 ? 'Nothing was logged yet.' : lines.map(describe).join('\n'),
    };
  }
  if (lines.length > 0) printLines(input, lines);
  await follow(input, at.ownLog, lines.at(-1)?.at ?? '', read);
  return null;
};

async function follow(input: Input, file: string, from: string, read: () => OwnLogLine[]): Promise<void> {
  let last = from;
  let size = -1;
  for (;;) {
    await delay(LOOK_EVERY_MS);
    const now = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (now === size) continue;
    size = now;
    const fresh = read().filter((line) => line.at > last);
    if (fresh.length === 0) continue;
    last = fresh.at(-1)?.at ?? last;
    printLines(input, fresh);
  }
}

function printLines(input: Input, lines: readonly OwnLogLine[]): void {
  input.print(`${lines.map((line) => (input.json ? JSON.stringify(line) : describe(line))).join('\n')}\n`);
}

function describe({ at, level, subsystem, message }: OwnLogLine): string {
  return `${at} ${level.padEnd(5)} ${subsystem}: ${oneLine(message)}`;
}
