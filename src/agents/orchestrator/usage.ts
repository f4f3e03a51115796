import { errorText } from '../../core/errors.ts';
import { ownerState } from '../../core/process/identity.ts';
import { cpuPercent, treeUsage } from '../../core/process/usage.ts';
import { USAGE_KEPT, type Usage, writeUsage } from '../../core/status/usage-file.ts';
import type { Desk } from './desk.ts';
import { endRun } from './runs.ts';
import type { Run, Unit } from './unit.ts';

/** A limit is watched so often; without one a look a minute shows the trend, at a tenth of the cost. */
const LIMITED_EVERY_MS = 2_000;
const EVERY_LOOKS = 30;
const MB = 1_000_000;

interface Look {
  ticks: number;
  ms: number;
}

/** Measures what the sessions use, keeps a short history of it, and restarts what is over its memory limit. */
export function keepUsage(desk: Desk): () => void {
  if (process.platform !== 'linux') return () => {};
  const looks = new Map<string, Look>();
  const history = new Map<string, Usage[]>();
  let round = 0;
  const look = () => {
    const all = round % EVERY_LOOKS === 0;
    round += 1;
    let measured = false;
    for (const unit of desk.units.values()) {
      const limited = unit.config.memory_limit_mb !== undefined;
      if (!all && !limited) continue;
      for (const run of unit.runs.values())
        measured = measure(desk, unit, run, looks, all ? history : null) || measured;
    }
    if (all && measured) write(desk, looks, history);
  };
  const timer = setInterval(look, LIMITED_EVERY_MS);
  return () => clearInterval(timer);
}

function measure(
  desk: Desk,
  unit: Unit,
  run: Run,
  looks: Map<string, Look>,
  history: Map<string, Usage[]> | null,
): boolean {
  const { owner, runId, id } = run.record;
  if (owner === null || run.ending || ownerState(owner) !== 'live') return false;
  const usage = treeUsage(owner.pid);
  if (usage === null) return false;
  overLimit(desk, unit, run, usage.memoryBytes);
  if (history === null) return false;
  const now = { ticks: usage.cpuTicks, ms: performance.now() };
  const before = looks.get(runId);
  looks.set(runId, now);
  const { memoryBytes, files, threads, processes } = usage;
  const cpu = before === undefined ? null : cpuPercent(before, now);
  const entry: Usage = { at: new Date().toISOString(), cpuPercent: cpu, memoryBytes, files, threads, processes };
  history.set(id, [...(history.get(id) ?? []), entry].slice(-USAGE_KEPT));
  return true;
}

function overLimit(desk: Desk, unit: Unit, run: Run, memoryBytes: number): void {
  const limit = unit.config.memory_limit_mb;
  if (limit === undefined || memoryBytes <= limit * MB) return;
  const reason = `used ${Math.round(memoryBytes / MB)} MB of memory, its limit is ${limit} MB`;
  void endRun(desk, unit, run, reason);
}

/** What no longer runs is forgotten. */
function write(desk: Desk, looks: Map<string, Look>, history: Map<string, Usage[]>): void {
  const runs = [...desk.units.values()].flatMap((unit) => [...unit.runs.values()]);
  const ids = new Set(runs.map((run) => run.record.id));
  const runIds = new Set(runs.map((run) => run.record.runId));
  for (const id of history.keys()) if (!ids.has(id)) history.delete(id);
  for (const runId of looks.keys()) if (!runIds.has(runId)) looks.delete(runId);
  try {
    writeUsage(desk.at, history);
  } catch (error) {
    desk.log('error', 'usage', `usage.json could not be written: ${errorText(error)}`);
  }
}
