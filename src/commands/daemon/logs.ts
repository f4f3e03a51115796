import { setTimeout as delay } from 'node:timers/promises';
import { readTail } from '../../core/files/json-lines.ts';
import type { OwnLogLine } from '../../core/own-log.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { flag, numberOption } from '../options.ts';

const LINE_BYTES = 400;
const LOOK_EVERY_MS = 300;
const FOLLOW_BYTES = 1_024 * 1_024;

export const run: Run = async (input) => {
  const at = input.open();
  const limit = numberOption(input, 'limit', { integer: true }) ?? 80;
  let seen = linesOf(readTail(at.ownLog, Math.max(64 * 1_024, limit * LINE_BYTES))?.text ?? '');
  const lines = limit === 0 ? [] : seen.slice(-limit);
  if (input.json) {
    const entries = lines.flatMap((line) => parse(line) ?? []);
    return { data: { file: at.ownLog, lines: entries }, text: '' };
  }
  for (const line of lines) input.print(`${readable(line)}\n`);
  if (!flag(input, 'follow')) return { data: null, text: '' };
  for (;;) {
    await delay(LOOK_EVERY_MS);
    const now = linesOf(readTail(at.ownLog, FOLLOW_BYTES)?.text ?? '');
    const last = seen.at(-1);
    const known = last === undefined ? -1 : now.lastIndexOf(last);
    for (const line of now.slice(known + 1)) input.print(`${readable(line)}\n`);
    seen = now;
  }
};

/** Whole lines only: the last one may be half written. */
function linesOf(text: string): string[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
}

function parse(line: string): OwnLogLine | null {
  try {
    return JSON.parse(line) as OwnLogLine;
  } catch {
    return null;
  }
}

function readable(line: string): string {
  const entry = parse(line);
  if (entry === null) return oneLine(line);
  return oneLine(`${entry.at} ${entry.level.padEnd(5)} ${entry.subsystem}: ${entry.message}`);
}
