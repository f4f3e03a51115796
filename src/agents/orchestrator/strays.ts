import { readFileSync } from 'node:fs';
import { processesWith } from '../../core/process/cookie.ts';
import { type Owner, ownerOf, ownOwner, readProcessStat } from '../../core/process/identity.ts';
import { mainSessionId, sessionKey } from '../../core/sessions/names.ts';
import type { SessionRecord } from '../../core/sessions/record.ts';
import { updateRecord } from '../../core/sessions/registry.ts';
import type { Desk } from './desk.ts';
import { cwdOf } from './launch.ts';
import type { Unit } from './unit.ts';

interface Place {
  id: string;
  unit: Unit;
  instance: number;
}

/**
 * Finds lasting agents that run although their record is gone or broken, by what their processes carry in their environment, and writes
 * their records anew: else a second one would be started beside each. `known`: ids of the sessions that have a record.
 */
export function recoverStrays(desk: Desk, known: ReadonlySet<string>): SessionRecord[] {
  const places = [...desk.units.values()].flatMap(placesOf).filter(({ id }) => !known.has(id));
  if (places.length === 0) return [];
  const found = processesWith(
    'OPS_SESSION_ID',
    places.map(({ id }) => id),
  );
  return places.flatMap((place) => {
    const record = (found.get(place.id) ?? [])
      .map((pid) => recordOfProcess(desk, place, pid))
      .find((one) => one !== null);
    return record === undefined
      ? []
      : (updateRecord(desk.at, record.id, (now) => (now === null ? record : null)) ?? []);
  });
}

function placesOf(unit: Unit): Place[] {
  if (!unit.config.persistent || unit.config.command === undefined) return [];
  return unit.lanes.map(({ number }) => ({ id: mainSessionId(unit.id, number), unit, instance: number }));
}

/** The record of the run that a keeper is; null for what is none, or of another workspace. Of a command without its keeper nothing can be kept. */
function recordOfProcess(desk: Desk, { id, unit, instance }: Place, pid: number): SessionRecord | null {
  const owner = ownerOf(pid);
  if (owner === null || readProcessStat(pid)?.groupId !== pid) return null;
  const environment = readEnvironment(pid);
  const runId = environment.get('OPS_RUN_ID');
  if (runId === undefined || environment.get('OPS_WORKSPACE') !== desk.at.root) return null;
  return { ...recordFields(desk, unit), id, key: keyOf(unit, instance), runId, owner };
}

function readEnvironment(pid: number): Map<string, string> {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  } catch {
    return new Map();
  }
}

function keyOf(unit: Unit, instance: number): string {
  return sessionKey({ agentId: unit.id, kind: 'main', job: null, runId: '', instance });
}

function recordFields(
  desk: Desk,
  unit: Unit,
): Omit<SessionRecord, 'id' | 'key' | 'runId' | 'owner'> & { owner: Owner | null } {
  const now = new Date().toISOString();
  const { config } = unit;
  return {
    version: 1,
    agentId: unit.id,
    kind: 'main',
    label: null,
    task: config.task ?? `Run ${unit.id}`,
    status: 'running',
    owner: null,
    spawner: ownOwner(),
    cwd: cwdOf(desk, unit),
    argv: config.command ?? null,
    cleanup: config.cleanup,
    runTimeoutSeconds: 0,
    job: null,
    slot: null,
    createdAt: now,
    startedAt: now,
    updatedAt: now,
    endedAt: null,
    exitCode: null,
    signal: null,
    reason: 'its record was lost and is written anew',
    restarts: 0,
  };
}
