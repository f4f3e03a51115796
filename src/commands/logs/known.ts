import { EXIT, OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { Level } from '../../core/logs/level.ts';
import { readLogState } from '../../core/logs/state-file.ts';
import type { Input, Result } from '../command.ts';
import { numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';
import { countedIn } from './counted-in.ts';

const HOUR_MS = 3_600_000;
const MOST_HOURS = 192;
const USUAL_HOURS = 24;
const USUAL_LIMIT = 20;

/** A template and its lines within the hours that were asked for. Times are ISO 8601; texts are redacted. */
export interface CountedTemplate {
  id: string;
  text: string;
  level: Level | null;
  count: number;
  total: number;
  firstSeen: string;
  lastSeen: string;
  sample: string;
  path: string;
  offset: number;
}

/** What `top`, `new` and `errors` choose from. */
export interface Asked {
  limit: number;
  /** The beginning of the first hour that counts, ISO 8601; null where all lines do. */
  from: string | null;
  templates: CountedTemplate[];
  /** When the analyzer counted them; null where that was done now. */
  analysedAt: string | null;
  warnings: string[];
}

/** The templates of the files that were named (`-` is standard input), or else those that the analyzer knows. */
export async function askedOf(input: Input): Promise<Asked> {
  const now = new Date();
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? USUAL_LIMIT;
  const hours = numberOption(input, 'hours', { min: 1, max: MOST_HOURS });
  const isNamed = input.args.length > 0;
  const firstHour =
    isNamed && hours === undefined ? null : Math.floor(now.getTime() / HOUR_MS - (hours ?? USUAL_HOURS));
  const found = isNamed
    ? { ...(await countedIn(input.args, firstHour, now)), analysedAt: null }
    : { ...countedByAnalyzer(input.open(), firstHour ?? 0), warnings: [] };
  return { limit, from: firstHour === null ? null : new Date(firstHour * HOUR_MS).toISOString(), ...found };
}

function countedByAnalyzer(
  at: Layout,
  firstHour: number,
): { templates: CountedTemplate[]; analysedAt: string; warnings: string[] } {
  const read = readLogState(at);
  if (read.state === 'missing') {
    throw new OpsError('E_FILE', 'No log has been analysed yet in this workspace', {
      hint: 'The logs-analyzer runs every ten minutes; at once: ops agents spawn logs-analyzer --wait',
    });
  }
  if (read.state === 'unreadable') throw new OpsError('E_CORRUPT', `The state of the logs analyzer ${read.reason}`);
  const templates = read.value.templates.map((template) => ({
    ...template,
    count: template.hours.reduce((sum, [hour, count]) => (hour >= firstHour ? sum + count : sum), 0),
  }));
  return { templates, analysedAt: read.value.at, warnings: [] };
}

/** That there is none means something only with what was looked through. */
function noneOf(templates: readonly CountedTemplate[]): string {
  const lines = templates.reduce((sum, { count }) => sum + count, 0);
  return lines === 0 ? 'No lines' : `None among ${lines} lines of ${templates.length} kinds`;
}

/** The answer of `top`, `new` and `errors`: the same columns and fields for all three. */
export function templatesResult(
  { limit, from, analysedAt, warnings, templates }: Asked,
  found: readonly CountedTemplate[],
): Result {
  const shown = found.slice(0, limit);
  const rows = shown.map(({ count, level, firstSeen, lastSeen, text }) => [
    String(count),
    level ?? '-',
    `${firstSeen.slice(0, 16)}Z`,
    `${lastSeen.slice(0, 16)}Z`,
    text,
  ]);
  const about = [
    ...(from === null ? [] : [`since ${from.slice(0, 16)}Z`]),
    ...(analysedAt === null ? [] : [`analysed ${analysedAt.slice(0, 16)}Z`]),
  ].join(', ');
  const counts = [`${shown.length} of ${found.length}`, about].filter(Boolean).join(', ');
  return {
    data: {
      from,
      analysedAt,
      total: found.length,
      templates: shown.map(({ id, text, count, level, firstSeen, lastSeen, total, sample, path, offset }) => ({
        id,
        template: text,
        count,
        level,
        first: firstSeen,
        last: lastSeen,
        total,
        sample,
        file: path,
        offset,
      })),
    },
    text:
      rows.length === 0
        ? `${[noneOf(templates), about].filter(Boolean).join(', ')}.`
        : `${textTable(['LINES', 'LEVEL', 'FIRST', 'LAST', 'TEMPLATE'], rows)}\n${counts}\n`,
    warnings,
    // Nothing found in what could not be read is not nothing found.
    exitCode: templates.length === 0 && warnings.length > 0 ? EXIT.failed : EXIT.done,
  };
}
