import { readStandardInput, STANDARD_INPUT } from '../../core/logs/standard-input.ts';
import { tail } from '../../core/logs/tail.ts';
import { createMiner } from '../../core/logs/templates/miner.ts';
import { type Template, templatesOf } from '../../core/logs/templates/templates.ts';
import { oneLine } from '../../core/text/control.ts';
import { redact } from '../../core/text/redact.ts';
import type { CountedTemplate } from './known.ts';

function safe(text: string): string {
  return redact(text.split('\n').map(oneLine).join('\n'));
}

function counted(template: Template, firstHour: number | null, now: Date): CountedTemplate {
  const { id, text, level, count, first, last, sample, path, offset, hours } = template;
  const within = [...hours].reduce((sum, [hour, lines]) => (hour >= (firstHour ?? 0) ? sum + lines : sum), 0);
  return {
    id,
    text: safe(text),
    level,
    count: firstHour === null ? count : within,
    total: count,
    firstSeen: new Date(first ?? now.getTime()).toISOString(),
    lastSeen: new Date(last ?? now.getTime()).toISOString(),
    sample: safe(sample),
    path,
    offset,
  };
}

/** The kinds of messages in files or on standard input, whatever the analyzer knows. `firstHour` since 1970; null counts all lines. */
export async function countedIn(
  sources: readonly string[],
  firstHour: number | null,
  now: Date,
): Promise<{ templates: CountedTemplate[]; warnings: string[] }> {
  const miner = createMiner({ now });
  const files = sources.filter((source) => source !== STANDARD_INPUT);
  if (files.length < sources.length) await readStandardInput((block) => miner.add(block, { path: STANDARD_INPUT }));
  const { problems } = await tail({
    sources: files,
    tracks: [],
    now,
    firstLookBytes: Number.MAX_SAFE_INTEGER,
    firstLookEntries: Number.POSITIVE_INFINITY,
    onBlock: (block, file) => miner.add(block, file),
  });
  const { templates } = templatesOf(miner.shapes());
  return {
    templates: templates.map((template) => counted(template, firstHour, now)),
    warnings: problems.map(({ path, reason }) => `${path} ${reason}`),
  };
}
