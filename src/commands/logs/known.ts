import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { KnownTemplate } from '../../core/logs/history.ts';
import { readLogState } from '../../core/logs/state-file.ts';
import type { Input, Result } from '../command.ts';
import { numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';

const HOUR_MS = 3_600_000;
const MOST_HOURS = 192;

/** A template and its lines within the hours that were asked for. */
export interface Counted extends KnownTemplate {
  count: number;
}

export interface Asked {
  limit: number;
  hours: number;
  /** The beginning of the first of those hours, ISO 8601. */
  from: string;
}

export function askedOf(input: Input): Asked {
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 20;
  const hours = numberOption(input, 'hours', { min: 1, max: MOST_HOURS }) ?? 24;
  const first = Math.floor((Date.now() - hours * HOUR_MS) / HOUR_MS);
  return { limit, hours, from: new Date(first * HOUR_MS).toISOString() };
}

/** The templates that the analyzer knows, with their lines since `from`. */
export function countedSince(at: Layout, from: string): { templates: Counted[]; at: string } {
  const read = readLogState(at);
  if (read.state === 'missing') {
    throw new OpsError('E_FILE', 'No log has been analysed yet in this workspace', {
      hint: 'The logs-analyzer runs every ten minutes; at once: ops agents spawn logs-analyzer --wait',
    });
  }
  if (read.state === 'unreadable') throw new OpsError('E_CORRUPT', `The state of the logs analyzer ${read.reason}`);
  const first = Date.parse(from) / HOUR_MS;
  const templates = read.value.templates.map((template) => ({
    ...template,
    count: template.hours.reduce((sum, [hour, count]) => (hour >= first ? sum + count : sum), 0),
  }));
  return { templates, at: read.value.at };
}

/** The answer of `top`, `new` and `errors`: the same columns and fields for all three. */
export function templatesResult(asked: Asked, found: readonly Counted[], analysedAt: string): Result {
  const shown = found.slice(0, asked.limit);
  const rows = shown.map(({ count, level, firstSeen, lastSeen, text }) => [
    String(count),
    level ?? '-',
    firstSeen.slice(0, 16),
    lastSeen.slice(0, 16),
    text,
  ]);
  const about = `since ${asked.from.slice(0, 16)}Z, analysed ${analysedAt.slice(0, 16)}Z`;
  return {
    data: {
      from: asked.from,
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
        ? `None ${about}.`
        : `${textTable(['LINES', 'LEVEL', 'FIRST', 'LAST', 'TEMPLATE'], rows)}\n${shown.length} of ${found.length}, ${about}\n`,
  };
}
