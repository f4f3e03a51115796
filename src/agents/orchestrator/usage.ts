import { errorText } from '../../core/errors.ts';
import { ownerState } from '../../core/process/identity.ts';
import { cpuPercent, treeUsage } from '../../core/process/usage.ts';
import { USAGE_KEPT, type Usage, writeUsage } from '../../core/status/usage-file.ts';
import type { Desk } from './desk.ts';
import { endRun } from './runs.ts';
import type { Run, Unit } from './unit.ts';

/** A limit is watched so often; without one a look every two minutes shows the trend. */
const LIMITED_EVERY_MS = 2_000;
const EVERY_LOOKS = 60;
/** A share of CPU is taken over at least so long. */
const SHARE_MS = 10_000;
const MB = 1_000_000;

interface Look {
  ticks: number;
  ms: number;
}

/** Measures what the sessions use, keeps a short history of it, and restarts what is over its memory limit. */
export function keepUsage(desk: Desk): () => void {
  const looks = new Map<string, Look>();
  const history = new Map<string, Usage[]>();
  let round = 0;
  const look = async () => {
    const all = round % EVERY_LOOKS === 0;
    round += 1;
    const runs = watched(desk, all);
    if (runs.length === 0) return;
    const usages = await measureAll(runs, looks);
    for (const { unit, run } of runs) {
      const usage = usages.get(run.record.runId);
      if (usage === undefined) continue;
      overLimit(desk, unit, run, usage.memoryBytes ?? 0);
      if (all) history.set(run.record.id, [...(history.get(run.record.id) ?? []), usage].slice(-USAGE_KEPT));
    }
    if (all) write(desk, looks, history);
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look()
      .catch((error) => desk.log('error', 'usage', errorText(error)))
      .finally(() => {
        busy = false;
      });
  }, LIMITED_EVERY_MS);
  return () => clearInterval(timer);
}

interface Watched {
  unit: Unit;
  run: Run;
  pid: number;
}

function watched(desk: Desk, all: boolean): Watched[] {
  const found: Watched[] = [];
  for (const unit of desk.units.values()) {
    if (!all && unit.config.memory_limit_mb === undefined) continue;
    for (const run of unit.runs.values()) {
      const { owner } = run.record;
      if (owner !== null && !run.ending && ownerState(owner) === 'live') found.push({ unit, run, pid: owner.pid });
    }
  }
  return found;
}

/** By the run's id. On Linux from /proc, tree by tree; elsewhere from one list of all processes. */
async function measureAll(runs: readonly Watched[], looks: Map<string, Look>): Promise<Map<string, Usage>> {
  const usages = new Map<string, Usage>();
  const at = new Date().toISOString();
  if (process.platform !== 'linux') {
    const { portableUsage } = await import('../../core/process/usage-portable.ts');
    const trees = await portableUsage(runs.map(({ pid }) => pid));
    for (const { run, pid } of runs) {
      const tree = trees.get(pid);
      if (tree !== undefined) usages.set(run.record.runId, { at, ...tree });
    }
    return usages;
  }
  for (const { run, pid } of runs) {
    const tree = treeUsage(pid);
    if (tree === null) continue;
    const { cpuTicks, ...rest } = tree;
    const now = { ticks: cpuTicks, ms: performance.now() };
    const before = looks.get(run.record.runId);
    // Two looks make a share; one that is too near the other would be all noise.
    if (before === undefined || now.ms - before.ms >= SHARE_MS) looks.set(run.record.runId, now);
    usages.set(run.record.runId, { at, cpuPercent: before === undefined ? null : cpuPercent(before, now), ...rest });
  }
  return usages;
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
