import type { ProbeConfig } from '../../core/config/agent-schema.ts';
import { type ProbeResult, runProbe } from '../../core/supervision/probe.ts';
import type { Desk } from './desk.ts';
import { launchEnvironment } from './launch.ts';
import type { Run, Unit } from './unit.ts';

export interface ProbeEvents {
  /** It may be said to be up. */
  ready: () => void;
  /** It must be ended, and why. */
  unhealthy: (reason: string) => void;
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
  const overdue = setTimeout(() => events.unhealthy(`it was not ready within ${limit} s`), limit * 1_000);
  const found = () => {
    clearTimeout(overdue);
    becomeReady();
    return true;
  };
  // A program that comes up needs many looks; only the deadline decides that it does not.
  run.disarm.push(
    () => clearTimeout(overdue),
    repeatProbe(desk, unit, { ...config.ready, failures: Number.POSITIVE_INFINITY }, found, () => {}),
  );
}

/** Looks again and again; `good` may say that it was enough. After so many failures in a row `failed` is called, once. */
function repeatProbe(
  desk: Desk,
  unit: Unit,
  probe: ProbeConfig,
  good: () => boolean,
  failed: (reason: string) => void,
): () => void {
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout;
  const surroundings = { cwd: unit.config.cwd ?? desk.at.root, env: launchEnvironment(unit) };
  const judge = (result: ProbeResult) => {
    failures = result === null ? 0 : failures + 1;
    if (result === null && good()) stopped = true;
    if (result !== null && failures >= probe.failures) {
      stopped = true;
      failed(result);
    }
  };
  const look = async () => {
    const result = await runProbe(probe, surroundings);
    if (stopped) return;
    judge(result);
    if (!stopped) timer = setTimeout(() => void look(), probe.interval_seconds * 1_000);
  };
  timer = setTimeout(() => void look(), probe.initial_delay_seconds * 1_000);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
