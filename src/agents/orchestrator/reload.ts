import type { AgentConfig } from '../../core/config/agent-schema.ts';
import { loadConfigFast } from '../../core/config/cached.ts';
import type { Config } from '../../core/config/schema.ts';
import { asUserError, errorText } from '../../core/errors.ts';
import { parseCron } from '../../core/schedule/cron.ts';
import { scheduleOf } from '../../core/schedule/jobs.ts';
import type { Desk } from './desk.ts';
import { readHolds } from './holds.ts';
import { shouldBeUp, startLanes, stopRuns } from './runs.ts';
import { planUnit } from './schedules.ts';
import { fingerprintOf, newUnit, type Unit } from './unit.ts';

export interface Reloaded {
  ok: boolean;
  added: string[];
  changed: string[];
  removed: string[];
  /** Keys of the configuration beside the agents. */
  settings: string[];
  problem: string | null;
}

export function makeUnit(desk: Desk, id: string, config: AgentConfig): Unit {
  const zone = config.time_zone ?? desk.config.time_zone;
  const unit = newUnit(id, config, config.schedule === undefined ? null : parseCron(config.schedule, zone));
  unit.hold = readHolds(desk.at)[id] ?? null;
  planUnit(desk, unit, Date.now(), true);
  return unit;
}

/** Reads the configuration anew and touches only what it changed. One that is not accepted changes nothing: the last good one goes on. */
export async function reload(desk: Desk): Promise<Reloaded> {
  const nothing = { added: [], changed: [], removed: [], settings: [] };
  let config: Desk['config'];
  try {
    ({ config } = await loadConfigFast(desk.at));
  } catch (error) {
    const problem = errorText(asUserError(error));
    desk.tell('warning', 'configuration', `The configuration was not taken, the last good one goes on: ${problem}`);
    return { ok: false, ...nothing, problem };
  }
  desk.over('configuration');
  const zoneChanged = desk.config.time_zone !== config.time_zone;
  const settings = changedSettings(desk.config, config);
  desk.config = config;
  if (zoneChanged) takeZone(desk);
  const wanted = new Map(Object.entries(config.agents));
  const removed = [...desk.units.values()].filter((unit) => !wanted.has(unit.id) && unit.job === null);
  const changed = [...desk.units.values()].filter((unit) => isChanged(unit, wanted.get(unit.id)));
  const added = [...wanted.keys()].filter((id) => !desk.units.has(id));
  await Promise.all(removed.map((unit) => remove(desk, unit)));
  await Promise.all(changed.map((unit) => replace(desk, unit, wanted.get(unit.id))));
  for (const id of added) add(desk, id, wanted.get(id));
  const result = {
    ok: true,
    added,
    changed: changed.map(({ id }) => id),
    removed: removed.map(({ id }) => id),
    settings,
    problem: null,
  };
  desk.log(
    'info',
    'reload',
    `added ${result.added.length}, changed ${result.changed.length}, removed ${result.removed.length}, settings: ${settings.join(', ') || 'none'}`,
  );
  desk.reloaded();
  desk.replanned();
  desk.changed();
  return result;
}

function changedSettings(before: Config, after: Config): string[] {
  const keys = Object.keys(after).filter((key) => key !== 'agents') as (keyof Config)[];
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

/** The zone of all schedules that name none is another one now. */
function takeZone(desk: Desk): void {
  for (const unit of desk.units.values()) {
    const { schedule, time_zone } = unit.config;
    if (unit.job !== null) unit.schedule = scheduleOf(unit.job.schedule, desk.config.time_zone);
    else if (schedule !== undefined) unit.schedule = parseCron(schedule, time_zone ?? desk.config.time_zone);
    planUnit(desk, unit, Date.now(), false);
  }
}

function isChanged(unit: Unit, config: AgentConfig | undefined): boolean {
  return config !== undefined && unit.job === null && fingerprintOf(config) !== unit.fingerprint;
}

async function remove(desk: Desk, unit: Unit): Promise<void> {
  await stopRuns(desk, unit, 'taken out of the configuration');
  desk.units.delete(unit.id);
}

/** What is persistent is started anew with its new settings. A run of a scheduled agent is not cut off by a change of its schedule. */
async function replace(desk: Desk, unit: Unit, config: AgentConfig | undefined): Promise<void> {
  if (config === undefined) return;
  const anew = unit.config.persistent || config.persistent || !config.enabled;
  if (anew) await stopRuns(desk, unit, 'its configuration changed');
  // The unit stays the same object: its runs under way know it.
  const same =
    unit.config.enabled && unit.config.schedule === config.schedule && unit.config.time_zone === config.time_zone;
  const { fingerprint, schedule, lanes } = makeUnit(desk, unit.id, config);
  Object.assign(unit, { config, fingerprint, schedule, ...(anew ? { lanes } : {}) });
  // What passed while it was disabled, or had another schedule, was not missed.
  if (schedule === null) unit.nextSlot = null;
  else if (!same) planUnit(desk, unit, Date.now(), false);
  if (shouldBeUp(unit)) await startLanes(desk, unit);
}

function add(desk: Desk, id: string, config: AgentConfig | undefined): void {
  if (config === undefined) return;
  const unit = makeUnit(desk, id, config);
  desk.units.set(id, unit);
  if (shouldBeUp(unit)) void startLanes(desk, unit);
}
