import { iso, round } from '../gather/clean.ts';
import { lastOf, pointsOf } from '../gather/metrics.ts';
import type { Point } from '../measure/statistics.ts';
import type { Coverage, Machine } from '../report.ts';
import type { Watched } from './coverage.ts';
import { networkPoints } from './network.ts';

/** What happened to the machine as a whole. */
export function machineOf(watched: Watched, coverage: Coverage, targetPercent: number): Machine {
  const { table, span, boots, intervalMs } = watched;
  const within = boots.filter((boot) => boot > span.from && boot <= span.to);
  const lastBoot = boots.filter((boot) => boot <= span.to).at(-1);
  const lengths = { beginning: 0, running: 0, restarted: 0, unknown: 0 };
  let downMs = 0;
  for (const { from, to, cause } of coverage.gaps) {
    const length = Date.parse(to) - Date.parse(from);
    lengths[cause] += length;
    const boot = within.findLast((time) => time > Date.parse(from) && time <= Date.parse(to));
    if (cause === 'restarted') downMs += boot === undefined ? length : boot - Date.parse(from);
    if (cause === 'unknown') downMs += length;
  }
  const lookedAt = span.to - span.from - lengths.beginning;
  const seen = table.times.length > 0;
  const knownUpPercent = seen && lookedAt > 0 ? Math.floor((1 - downMs / lookedAt) * 10_000) / 100 : null;
  // A machine that nobody saw any more towards the end may have been off by then.
  const last = coverage.gaps.at(-1);
  const ranAtEnd = seen && (last === undefined || last.to < iso(span.to) || last.cause === 'running');
  const kills = pointsOf(table, 'oom_kills');
  const firstKill = kills.find(({ value }) => value > 0);
  return {
    uptimeSeconds: lastBoot === undefined || !ranAtEnd ? null : Math.round((span.to - lastBoot) / 1_000),
    restarts: within.map((boot) => ({ at: iso(boot) })),
    knownUpPercent,
    downAtMostSeconds: seen ? Math.round(downMs / 1_000) : null,
    // What is known is the least, so that it can be proven that the target was met, and only doubted otherwise.
    meetsTarget: knownUpPercent !== null && knownUpPercent >= targetPercent ? true : null,
    outOfMemoryKills: sumOf(kills),
    outOfMemoryAt: firstKill === undefined ? null : iso(firstKill.time),
    failedUnits: lastOf(table, 'failed_units') ?? null,
    receivedBytes: bytesOf(networkPoints(table, 'network_receive_bytes_per_second'), intervalMs),
    sentBytes: bytesOf(networkPoints(table, 'network_transmit_bytes_per_second'), intervalMs),
  };
}

function sumOf(points: readonly Point[]): number | null {
  return points.length === 0 ? null : points.reduce((sum, { value }) => sum + value, 0);
}

/** Rates times the time they stand for; a gap counts as two intervals at most, as nobody knows what it held. */
function bytesOf(points: readonly Point[], intervalMs: number): number | null {
  if (points.length === 0) return null;
  let bytes = 0;
  let previous: number | null = null;
  for (const { time, value } of points) {
    bytes += (value * Math.min(previous === null ? intervalMs : time - previous, 2 * intervalMs)) / 1_000;
    previous = time;
  }
  return round(bytes, 0);
}
