import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import type { Insights, InsightTemplate } from '../../logs/insights.ts';

/** What the logs said about a moment, by the analysis whose lines hold it. */
export interface EvidenceLogs {
  /** From the workspace's root. */
  file: string;
  /** The time that the analysis covers; `since` is null at the first one. ISO 8601. */
  since: string | null;
  at: string;
  templates: Pick<InsightTemplate, 'id' | 'template' | 'level' | 'count' | 'first' | 'last' | 'isNew' | 'sample'>[];
  findings: { kind: string; severity: string; text: string; count: number }[];
}

const PREFIX = 'log-insights-';
const MINUTE_MS = 60_000;
/** Lines so far from the moment are told of it. */
const NEAR_MS = 10 * MINUTE_MS;
/** An analysis that begins so long after the moment, with none before it, says nothing about it. */
const LATE_MS = 60 * MINUTE_MS;
const MOST_TEMPLATES = 10;
const RANKS = ['emergency', 'alert', 'critical', 'fatal', 'error', 'warning', 'notice', 'info', 'debug', 'trace'];

/** The analysis that covers a moment (epoch milliseconds), cut to what was near it; null where there is none. */
export function logsAround(at: Layout, moment: number): EvidenceLogs | null {
  // The name holds the minute of the run, which reads what was written up to then.
  const minute = new Date(moment).toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  const names = namesIn(at.analysis).filter((name) => name >= `${PREFIX}${minute}`);
  for (const name of names.slice(0, 2)) {
    const read = readJson(join(at.analysis, name));
    if (read.state !== 'read') continue;
    const insights = read.value as Partial<Insights>;
    const ran = Date.parse(insights.at ?? '');
    if (Number.isNaN(ran) || ran < moment || ran - moment > LATE_MS) continue;
    return {
      file: `analysis/${name}`,
      since: insights.since ?? null,
      at: new Date(ran).toISOString(),
      templates: templatesNear(listOf(insights.templates), moment),
      findings: listOf(insights.findings).map(({ kind, severity, text, count }) => ({ kind, severity, text, count })),
    };
  }
  return null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith(PREFIX) && name.endsWith('.json'))
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function listOf<T extends object>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

/** Those whose lines lie around the moment, or have no time; the gravest first, then the new, then the frequent. */
function templatesNear(templates: readonly InsightTemplate[], moment: number): EvidenceLogs['templates'] {
  const isNear = ({ first, last }: InsightTemplate) =>
    first === null || last === null || (Date.parse(first) <= moment + NEAR_MS && Date.parse(last) >= moment - NEAR_MS);
  const rank = ({ level }: InsightTemplate) => (level === null ? RANKS.length : RANKS.indexOf(level));
  return templates
    .filter(isNear)
    .sort((one, other) => rank(one) - rank(other) || Number(other.isNew) - Number(one.isNew) || other.count - one.count)
    .slice(0, MOST_TEMPLATES)
    .map(({ id, template, level, count, first, last, isNew, sample }) => ({
      ...{ id, template, level, count, first, last, isNew, sample },
    }));
}
