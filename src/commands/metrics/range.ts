import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { Damage } from '../../core/metrics/history/days.ts';
import { knownSeries } from '../../core/metrics/history/query.ts';
import { nearestSeries, seriesMatcher } from '../../core/metrics/match-series.ts';
import { durationOrThrow, parseDuration } from '../../core/text/parse-duration.ts';
import type { Input } from '../command.ts';
import { textOption } from '../options.ts';

/** The span that --since and --until name, both counted back from now; epoch milliseconds. */
export function spanOf(input: Input, now: number): { from: number; to: number } {
  const from = now - durationOrThrow(textOption(input, 'since') ?? '24h', '--since');
  const until = textOption(input, 'until');
  const to = until === undefined || parseDuration(until) === 0 ? now : now - durationOrThrow(until, '--until');
  if (from < to) return { from, to };
  throw new OpsError('E_USAGE', '--until must leave out less than --since goes back');
}

/** `2026-01-31 09:05`, in UTC. */
export function minuteText(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

export function damageText({ file, reason }: Damage): string {
  return `${file}: ${reason}; left out`;
}

/** A name that nothing has is a mistake to be told, with the name that was probably meant. */
export function assertSeries(at: Layout, patterns: readonly string[], found: readonly string[], now: number): void {
  for (const pattern of patterns) {
    if (found.some(seriesMatcher([pattern]))) continue;
    const known = knownSeries(at, now);
    if (known.some(seriesMatcher([pattern]))) continue;
    const near = nearestSeries(pattern, known);
    const hint =
      near === null ? 'Run: ops metrics history --list' : `Did you mean ${near}? Run: ops metrics history --list`;
    throw new OpsError('E_USAGE', `There is no series ${JSON.stringify(pattern)} in the history`, { hint });
  }
}
