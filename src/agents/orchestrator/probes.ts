import type { ProbeConfig } from '../../core/config/agent-schema.ts';
import { errorText } from '../../core/errors.ts';
import { type ProbeResult, type ProbeSurroundings, runProbe } from '../../core/supervision/probe.ts';
import type { Desk } from './desk.ts';
import { cwdOf, launchEnvironment } from './launch.ts';
import { isSuspended } from './suspend.ts';
import type { Run, Unit } from './unit.ts';

export interface ProbeEvents {
  /** It may be said to be up. */
  ready: () => void;
  /** It must be ended, and why. */
  unhealthy: (reason: string) => void;
}

/** A suspended run cannot answer: what it has to do in time is asked of it when it goes on. */
const ASK_AGAIN_MS = 5_000;

/** Calls `overdue` when the time is over, however long the run was suspended meanwhile. */
export function whenOverdue(run: Run, milliseconds: number, overdue: () => void): () => void {
  let timer: NodeJS.Timeout;
  const ask = () => {
    if (isSuspended(run)) timer = setTimeout(ask, ASK_AGAIN_MS);
    else overdue();
  };
  timer = setTimeout(ask, milliseconds);
  return () => clearTimeout(timer);
}

/** Watches whether a run becomes ready and stays alive. Without a ready probe it is ready when it has run for its minimum uptime. */
export function armProbes(desk: Desk, unit: Unit, run: Run, events: ProbeEvents): void {
  const { config } = unit;
  const startLive = () => {
    if (config.live === undefined) return;
    run.disarm.push(
      repeatProbe(
        desk,
        unit,
        run,
        config.live,
        () => false,
        (reason) => events.unhealthy(`its liveness probe failed: ${reason}`),
      ),
    );
  };
  const becomeReady = () => {
    events.ready();
    startLive();
  };
  if (config.ready === undefined) {
    const wait = config.persistent ? config.min_uptime_seconds * 1_000 : 0;
    if (wait === 0) {
      becomeReady();
      return;
    }
    const timer = setTimeout(becomeReady, wait);
    run.disarm.push(() => clearTimeout(timer));
    return;
  }
  const limit = config.ready_timeout_seconds;
  const stopWaiting = whenOverdue(run, limit * 1_000, () => events.unhealthy(`it was not ready within ${limit} s`));
  const found = () => {
    stopWaiting();
    becomeReady();
    return true;
  };
  // A program that comes up needs many looks; only the deadline decides that it does not.
  run.disarm.push(
    stopWaiting,
    repeatProbe(desk, unit, run, { ...config.ready, failures: Number.POSITIVE_INFINITY }, found, () => {}),
  );
}

/** Looks again and again; `good` may say that it was enough. After so many failures in a row `failed` is called, once. */
function repeatProbe(
  desk: Desk,
  unit: Unit,
  run: Run,
  probe: ProbeConfig,
  good: () => boolean,
  failed: (reason: string) => void,
): () => void {
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout;
  const judge = (result: ProbeResult) => {
    failures = result === null ? 0 : failures + 1;
    if (result === null && good()) stopped = true;
    if (result !== null && failures >= probe.failures) {
      stopped = true;
      failed(result);
    }
  };
  const look = async () => {
    const result = isSuspended(run) ? 'suspended' : await lookOnce(desk, unit, run, probe);
    if (stopped) return;
    // Suspended before, during or after the look: it says nothing of the run.
    if (!isSuspended(run)) judge(result);
    if (!stopped) timer = setTimeout(() => void look(), probe.interval_seconds * 1_000);
  };
  timer = setTimeout(() => void look(), probe.initial_delay_seconds * 1_000);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** With the run's own surroundings, read anew each time: a file of variables that is gone is a reason, not the end of the watching. */
async function lookOnce(desk: Desk, unit: Unit, run: Run, probe: ProbeConfig): Promise<ProbeResult> {
  let surroundings: ProbeSurroundings;
  try {
    const own = { OPS_AGENT_ID: unit.id, OPS_INSTANCE: String(run.lane.number) };
    surroundings = { cwd: cwdOf(desk, unit), env: { ...launchEnvironment(desk, unit), ...own } };
  } catch (error) {
    return errorText(error);
  }
  return runProbe(probe, surroundings);
}
