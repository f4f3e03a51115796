import { describe, expect, test } from 'vitest';
import { newDesk } from '../../src/agents/orchestrator/desk.ts';
import { makeUnit } from '../../src/agents/orchestrator/reload.ts';
import { planUnit, runDue } from '../../src/agents/orchestrator/schedules.ts';
import { loadConfig } from '../../src/core/config/load.ts';
import { readJobState, writeJobState } from '../../src/core/schedule/slots.ts';
import { listSessions } from '../../src/core/sessions/list.ts';
import { overdueSessions } from '../../src/core/sessions/retention.ts';
import { touchLease, viewOf } from '../../src/core/sessions/view.ts';
import { missedHeartbeats } from '../../src/core/status/heartbeat.ts';
import { makeWorkspace, recordOf } from '../helpers/index.ts';
import { ageLease } from './support/lease.ts';
import { makeRecord, placeRecord } from './support/records.ts';

const HOUR_MS = 3_600_000;
const now = Date.now();

describe.each([
  ['set back by an hour', now - HOUR_MS],
  ['set forward by an hour', now + HOUR_MS],
])('a wall clock that is %s', (_what, stepped) => {
  test('makes no live orchestrator stale and no hung one live', () => {
    const at = makeWorkspace();
    const record = recordOf({ agentId: 'ops-orchestrator', kind: 'main' });
    touchLease(at, record.id);
    expect(viewOf(at, record, stepped).live).toBe('live');
    ageLease(at, record.id, 20_000);
    expect(viewOf(at, record, stepped).live).toBe('stale');
  });
});

describe('a wall clock that is set back', () => {
  const back = now - HOUR_MS;

  test('runs no slot of a schedule again', async () => {
    const at = makeWorkspace({ time_zone: 'UTC', agents: { reporter: { schedule: '0 * * * *' } } });
    const { config } = await loadConfig(at);
    const desk = newDesk(at, recordOf({ agentId: 'ops-orchestrator', kind: 'main' }), config);
    const reporter = config.agents.reporter;
    if (reporter === undefined) throw new Error('no reporter');
    const unit = makeUnit(desk, 'reporter', reporter);
    const done = Math.floor(now / HOUR_MS) * HOUR_MS;
    writeJobState(at, {
      version: 1,
      job: 'reporter',
      schedule: '0 * * * * UTC',
      lastSlot: new Date(done).toISOString(),
    });
    desk.units.set('reporter', unit);
    planUnit(desk, unit, back, true);
    expect(unit.nextSlot).toBe(done + HOUR_MS);
    runDue(desk, back);
    expect(unit.runs.size).toBe(0);
    expect(readJobState(at, 'reporter')?.lastSlot).toBe(new Date(done).toISOString());
  });

  test('counts no heartbeat as missed, and shows no negative age', () => {
    const at = makeWorkspace();
    const since = new Date(now).toISOString();
    expect(missedHeartbeats({ version: 1, enabled: true, intervalMs: 60_000, since }, null, back)).toBe(0);
    placeRecord(at, makeRecord());
    expect(listSessions(at, {}, back).sessions.map(({ ageMs }) => ageMs)).toEqual([0]);
  });

  test('removes no session before its time', () => {
    const at = makeWorkspace();
    placeRecord(at, makeRecord());
    expect(overdueSessions(at, { days: 1, count: 10 }, back)).toEqual([]);
  });
});
