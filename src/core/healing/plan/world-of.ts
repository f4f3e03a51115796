import { listedMetrics, readingsOf } from '../../alerts/rules/from-sample.ts';
import { readingsOfWorkspace } from '../../alerts/rules/from-workspace.ts';
import { listAlerts } from '../../alerts/store.ts';
import { OpsError } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import { readLatest } from '../../metrics/latest.ts';
import type { World } from '../playbooks/world.ts';

const DEFAULT_INTERVAL_SECONDS = 300;

/** What the workspace tells of the machine now. */
export function worldOf(at: Layout, now: number): World {
  const alerts = [...listAlerts(at).alerts.values()].map(({ labels, state }) => ({ labels, state }));
  const sample = sampleOrNull(at, now);
  if (sample === null)
    return { sampleAt: null, intervalMs: DEFAULT_INTERVAL_SECONDS * 1_000, readings: [], listed: [], alerts };
  const intervalMs = (sample.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS) * 1_000;
  const moment = { at: Date.parse(sample.at), everyMs: intervalMs };
  return {
    sampleAt: sample.at,
    intervalMs,
    readings: [...readingsOf(sample, new Set()), ...readingsOfWorkspace(at, now, moment)],
    listed: listedMetrics(sample),
    alerts,
  };
}

function sampleOrNull(at: Layout, now: number) {
  try {
    return readLatest(at, now).sample;
  } catch (error) {
    if (error instanceof OpsError) return null;
    throw error;
  }
}
