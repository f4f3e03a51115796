import { oneLine } from '../text/control.ts';
import { redact } from '../text/redact.ts';
import { parseHeader } from './header.ts';
import { isAtLeast, type Level } from './level.ts';
import type { LineBlock } from './line-splitter.ts';
import type { SourceProblem } from './sources.ts';
import type { FileReading } from './tail.ts';

interface MessageCount {
  message: string;
  level: Level | null;
  count: number;
  path: string;
  offset: number;
  sample: string;
}

export interface Counts {
  lines: number;
  levels: Map<Level | null, number>;
  messages: Map<string, MessageCount>;
  /** Lines whose message came after the table was full. */
  uncounted: number;
}

const MOST_MESSAGES = 20_000;
const MOST_SHOWN = 20;
const SAMPLE_LENGTH = 500;
const LINE_LENGTH = 2_000;

export function newCounts(): Counts {
  return { lines: 0, levels: new Map(), messages: new Map(), uncounted: 0 };
}

export function countBlock(counts: Counts, block: LineBlock, file: { path: string }, now: Date): void {
  for (let start = block.start; start < block.end; ) {
    const found = block.bytes.indexOf(10, start);
    const end = found < 0 || found >= block.end ? block.end : found;
    const line = block.bytes.toString('utf8', start, Math.min(end, start + LINE_LENGTH)).trimEnd();
    const offset = block.offset + start - block.start;
    start = end + 1;
    if (line === '') continue;
    const { level, messageStart } = parseHeader(line, now);
    counts.lines += 1;
    counts.levels.set(level, (counts.levels.get(level) ?? 0) + 1);
    const message = line.slice(messageStart).replaceAll(/\S*\d\S*/g, '<*>');
    const known = counts.messages.get(message);
    if (known !== undefined) known.count += 1;
    else if (counts.messages.size >= MOST_MESSAGES) counts.uncounted += 1;
    else
      counts.messages.set(message, {
        message,
        level,
        count: 1,
        path: file.path,
        offset,
        sample: line.slice(0, SAMPLE_LENGTH),
      });
  }
}

export interface Insights {
  version: 1;
  at: string;
  summary: { text: string; lines: number; bytes: number; errors: number; warnings: number; files: number };
  levels: Record<string, number>;
  messages: { message: string; level: Level | null; count: number; path: string; offset: number; sample: string }[];
  uncounted: number;
  files: FileReading[];
  problems: SourceProblem[];
}

export function insightsOf(
  counts: Counts,
  read: { files: FileReading[]; problems: SourceProblem[] },
  now: Date,
): Insights {
  const sum = (test: (level: Level | null) => boolean) =>
    [...counts.levels].reduce((total, [level, count]) => (test(level) ? total + count : total), 0);
  const errors = sum((level) => isAtLeast(level, 'error'));
  const warnings = sum((level) => level === 'warning');
  const safe = (text: string) => redact(oneLine(text));
  const top = [...counts.messages.values()].sort((one, other) => other.count - one.count).slice(0, MOST_SHOWN);
  const problems = read.problems.length === 0 ? '' : `, ${read.problems.length} sources not read`;
  return {
    version: 1,
    at: now.toISOString(),
    summary: {
      text: `${counts.lines} new lines in ${read.files.length} files: ${errors} errors, ${warnings} warnings${problems}`,
      lines: counts.lines,
      bytes: read.files.reduce((total, file) => total + file.bytes, 0),
      errors,
      warnings,
      files: read.files.length,
    },
    levels: Object.fromEntries([...counts.levels].map(([level, count]) => [level ?? 'none', count])),
    messages: top.map((entry) => ({ ...entry, message: safe(entry.message), sample: safe(entry.sample) })),
    uncounted: counts.uncounted,
    files: read.files,
    problems: read.problems,
  };
}
