import { readlinkSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, OpsError } from '../../errors.ts';
import { type ProcessStat, readProcessStats } from '../../metrics/linux/processes.ts';
import { pageBytes } from '../../metrics/linux/snapshot.ts';
import { bytesText } from '../../metrics/plot/format.ts';
import { type Owner, ownerOf, ownerState, parseOwner } from '../../process/identity.ts';
import { listRecords } from '../../sessions/registry.ts';
import type { ActionContext, ActionType, PlannedStep } from '../action.ts';
import type { Settings } from './settings.ts';
import { harmless, timed } from './step-result.ts';

type Wanted = Settings<'signal_process'>;

const MEGABYTE = 1_000_000;
const LOOK_MS = 100;
const SIGNALS = ['TERM', 'HUP', 'INT', 'USR1', 'USR2', 'CHLD', 'KILL'];
const ENDING = new Set(['TERM', 'INT', 'KILL']);

interface Frozen {
  owner: Owner;
  signal: Wanted['signal'];
  /** The program's file, as /proc/<pid>/exe says; it stays the same until the process becomes another program. */
  program: string;
  waitMs: number;
}

/** Signals processes, each by pid, kernel start time and program. Never itself, what started it, a session of ours, or the kernel's. */
export const signalProcess: ActionType<Wanted> = {
  name: 'signal_process',
  async plan(settings, context) {
    if (process.platform !== 'linux') throw new OpsError('E_USAGE', 'processes are signalled on Linux only');
    const all = readProcessStats('/proc');
    const spared = sparedPids(all, context);
    const zombies = countZombies(all);
    return all
      .filter(
        (stat) => !stat.kernel && stat.state !== 'Z' && !spared.has(stat.pid) && isWanted(stat, settings, zombies),
      )
      .sort((one, other) => other.residentPages - one.residentPages)
      .slice(0, settings.max_processes)
      .flatMap((stat) => stepFor(stat, settings));
  },
  async precheck(step, context) {
    const frozen = thaw(step);
    return typeof frozen === 'string' ? frozen : changeOf(frozen, context);
  },
  run: (step, context) =>
    timed(async () => {
      const frozen = thaw(step);
      if (typeof frozen === 'string') return { ok: false, text: frozen };
      if (context.signal.aborted) return { ok: false, text: 'stopped before' };
      const change = changeOf(frozen, context);
      if (change !== null) return { ok: false, text: change };
      try {
        process.kill(frozen.owner.pid, `SIG${frozen.signal}`);
      } catch (error) {
        if (errorCode(error) !== 'ESRCH') throw error;
      }
      if (!ENDING.has(frozen.signal)) return { ok: true, text: `sent ${frozen.signal}` };
      const ended = await awaitEnd(frozen, context);
      return { ok: ended, text: ended ? `sent ${frozen.signal}; it ended` : `sent ${frozen.signal}; it still runs` };
    }),
  undo: null,
};

function isWanted(stat: ProcessStat, settings: Wanted, zombies: ReadonlyMap<number, number>): boolean {
  const { pid, program, user_id, min_memory_megabytes = 0, min_zombies = 0 } = settings;
  return (
    (pid === undefined || pid === stat.pid) &&
    (program === undefined || program === stat.name || program === programOf(stat.pid)) &&
    (user_id === undefined || user_id === userOf(stat.pid)) &&
    stat.residentPages * pageBytes() >= min_memory_megabytes * MEGABYTE &&
    (zombies.get(stat.pid) ?? 0) >= min_zombies
  );
}

function stepFor(stat: ProcessStat, { signal, wait }: Wanted): PlannedStep[] {
  const owner = ownerOf(stat.pid);
  const program = programOf(stat.pid);
  if (owner === null || program === null || owner.startTime !== String(stat.start)) return [];
  const gain = ENDING.has(signal) ? `up to ${bytesText(stat.residentPages * pageBytes())} of memory` : null;
  const detail = { owner, signal, program, waitMs: wait };
  return [{ action: 'signal_process', target: harmless(`process ${stat.pid} (${stat.name})`), detail, gain }];
}

function countZombies(all: readonly ProcessStat[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { state, parent } of all) if (state === 'Z') counts.set(parent, (counts.get(parent) ?? 0) + 1);
  return counts;
}

/** Init, ourselves and what we come from, and the sessions of the workspace: those are the orchestrator's to end. */
function sparedPids(all: readonly ProcessStat[], { at }: ActionContext): Set<number> {
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const spared = new Set([0, 1]);
  for (let pid: number | undefined = process.pid; pid !== undefined && !spared.has(pid); pid = parents.get(pid))
    spared.add(pid);
  for (const { owner } of listRecords(at).records) if (owner !== null) spared.add(owner.pid);
  return spared;
}

function programOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return null;
  }
}

function userOf(pid: number): number | null {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return null;
  }
}

function changeOf({ owner, program }: Frozen, context: ActionContext): string | null {
  if (ownerState(owner) !== 'live') return 'the process has ended, or another has its number';
  if (programOf(owner.pid) !== program) return 'it runs another program now';
  return sparedPids(readProcessStats('/proc'), context).has(owner.pid) ? 'it belongs to us' : null;
}

async function awaitEnd({ owner, waitMs }: Frozen, { signal }: ActionContext): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  while (ownerState(owner) === 'live') {
    if (signal.aborted || performance.now() > deadline) return false;
    await delay(LOOK_MS);
  }
  return true;
}

function thaw({ detail }: PlannedStep): Frozen | string {
  const { signal, program, waitMs } = detail as Partial<Frozen>;
  const owner = parseOwner(detail.owner);
  const whole = owner !== null && owner.pid > 1 && typeof program === 'string' && typeof waitMs === 'number';
  if (!whole || signal === undefined || !SIGNALS.includes(signal)) return 'it names no process that can be understood';
  return { owner, signal, program, waitMs };
}
