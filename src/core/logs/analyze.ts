import { oneLine } from '../text/control.ts';
import { redact } from '../text/redact.ts';
import { findAll } from './findings/find-all.ts';
import type { Seen } from './findings/finding.ts';
import { errorRate } from './findings/rates.ts';
import { type KnownTemplate, remember } from './history.ts';
import type { Insights, InsightTemplate } from './insights.ts';
import type { JournalTrack } from './journal/tail-journal.ts';
import { isAtLeast, LEVELS } from './level.ts';
import { type SecuritySource, securityCounts, watchFor } from './security.ts';
import { type TailResult, tail } from './tail.ts';
import { createMiner, type Miner } from './templates/miner.ts';
import { linesFrom, NO_LEVEL } from './templates/shape.ts';
import { templatesOf } from './templates/templates.ts';
import type { Track } from './track.ts';

/** What is kept from run to run, in one file: positions and what their lines came to are never of two different moments. */
export interface LogState {
  version: 1;
  /** When the last run was, and the earliest time that lines or runs are known of. */
  at: string;
  learnedSince: string;
  tracks: Track[];
  /** Missing where no version that reads the journal has run yet. */
  journals?: JournalTrack[];
  templates: KnownTemplate[];
  /** Of the last run, per minute. */
  rates: { errors: number; lines: number } | null;
}

export interface AnalyzeOptions {
  sources: readonly string[];
  state: LogState | null;
  now: Date;
  errorsPerMinute: { warning: number; critical: number };
  signal?: AbortSignal;
}

const MOST_TEMPLATES = 50;
const MOST_ADDRESSES = 50;
/** A redacted sample is looked at by a person: two lines of a terminal, or a short trace. */
const SAMPLE_LENGTH = 1_200;

function safe(text: string): string {
  return redact(text.slice(0, SAMPLE_LENGTH).split('\n').map(oneLine).join('\n'));
}

/** Reads all that is new in the sources and says what it means. Changes nothing; the caller stores the state, then the insights. */
export async function analyzeLogs(options: AnalyzeOptions): Promise<{ state: LogState; insights: Insights }> {
  const { sources, state, now, signal } = options;
  const security = securityCounts();
  const miner = createMiner({ now, watch: watchFor, onWatched: security.add });
  const read = await tail({
    sources,
    tracks: state?.tracks ?? [],
    journals: state?.journals ?? [],
    onBlock: (block, file) => miner.add(block, file),
    now,
    ...(signal === undefined ? {} : { signal }),
  });
  const known = state?.templates ?? [];
  const { templates, ofTokens } = templatesOf(
    miner.shapes(),
    known.map(({ tokens }) => tokens),
  );
  const remembered = remember(known, templates, ofTokens, now, safe);
  const seen: Seen[] = templates.flatMap((template) => {
    const found = remembered.ofTemplate.get(template.id);
    return found === undefined ? [] : [{ template, ...found }];
  });
  const since = state === null ? null : new Date(state.at);
  const learnedSince = new Date(state?.learnedSince ?? earliest(miner, now));
  const findings = findAll(seen, remembered.known, miner.minutes, security.sources(), {
    now,
    since,
    learnedSince,
    errorsPerMinute: options.errorsPerMinute,
    safe,
  });
  const next: LogState = {
    version: 1,
    at: now.toISOString(),
    learnedSince: learnedSince.toISOString(),
    tracks: read.tracks,
    journals: read.journals,
    templates: remembered.known,
    rates: null,
  };
  const insights = insightsOf({
    miner,
    read,
    seen,
    findings,
    security: security.sources(),
    now,
    since,
    before: state?.rates ?? null,
  });
  next.rates = insights.rates;
  return { state: next, insights: insights.insights };
}

function earliest(miner: Miner, now: Date): string {
  const first = [...miner.minutes.keys()].reduce((least, at) => Math.min(least, at), now.getTime());
  return new Date(first).toISOString();
}

interface Found {
  miner: Miner;
  read: TailResult;
  seen: readonly Seen[];
  findings: Insights['findings'];
  security: readonly SecuritySource[];
  now: Date;
  since: Date | null;
  before: LogState['rates'];
}

function insightsOf({ miner, read, seen, findings, security, now, since, before }: Found): {
  insights: Insights;
  rates: LogState['rates'];
} {
  const levels = new Array<number>(NO_LEVEL + 1).fill(0);
  for (const { template } of seen)
    for (const [at, count] of template.levels.entries()) levels[at] = (levels[at] ?? 0) + count;
  const sumFrom = (least: number, most: number) => levels.slice(least, most).reduce((sum, count) => sum + count, 0);
  const errors = sumFrom(LEVELS.indexOf('error'), NO_LEVEL);
  const warnings = levels[LEVELS.indexOf('warning')] ?? 0;
  const minutes = since === null ? null : Math.max(1, (now.getTime() - since.getTime()) / 60_000);
  const rates = minutes === null ? null : { errors: errors / minutes, lines: miner.lines / minutes };
  const change = (is: number, was: number) => (was === 0 ? null : Math.round((is / was - 1) * 1_000) / 1_000);
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const listed = seen
    .filter(({ template }, at) => at < MOST_TEMPLATES / 2 || isAtLeast(template.level, 'error'))
    .slice(0, MOST_TEMPLATES);
  const words = [`${miner.lines} new lines in ${read.files.length} files`, `${errors} errors`, `${warnings} warnings`];
  if (findings.length > 0) words.push(`${findings.length} findings`);
  if (read.problems.length > 0) words.push(`${read.problems.length} sources not read`);
  const insights: Insights = {
    version: 1,
    at: now.toISOString(),
    since: since?.toISOString() ?? null,
    summary: {
      text: words.join(', '),
      lines: miner.lines,
      events: miner.events,
      bytes: read.files.reduce((sum, file) => sum + file.bytes, 0),
      files: read.files.length,
      errors,
      warnings,
      findings: findings.length,
    },
    levels: Object.fromEntries(
      [...LEVELS, 'none']
        .map((level, at): [string, number] => [level, levels[at] ?? 0])
        .filter(([, count]) => count > 0),
    ),
    errorRate: errorRate(miner.minutes),
    findings,
    templates: listed.map(
      ({ template, entry, isNew }): InsightTemplate => ({
        id: entry.id,
        template: entry.text,
        level: template.level,
        count: template.count,
        atLevel: template.level === null ? template.count : linesFrom(template.levels, template.level),
        first: iso(template.first),
        last: iso(template.last),
        isNew,
        sample: safe(template.sample),
        path: template.path,
        offset: template.offset,
      }),
    ),
    templateCount: seen.length,
    givenUp: miner.givenUp,
    security: security.slice(0, MOST_ADDRESSES).map(({ kind, address, count, first, last }) => ({
      kind,
      address: safe(address),
      count,
      first: iso(first),
      last: iso(last),
    })),
    trend: {
      errors: rates === null || before === null ? null : change(rates.errors, before.errors),
      lines: rates === null || before === null ? null : change(rates.lines, before.lines),
    },
    files: read.files,
    problems: read.problems,
  };
  return { insights, rates };
}
