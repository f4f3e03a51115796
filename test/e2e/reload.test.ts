import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readJsonLines } from '../../src/core/files/json-lines.ts';
import type { Layout } from '../../src/core/files/layout.ts';
import { type Heartbeat, readHeartbeatPlan } from '../../src/core/status/heartbeat.ts';
import { CALM, makeWorkspace, runOps, startOrchestrator, waitFor } from '../helpers/index.ts';

const beats = (at: Layout) => readJsonLines<Heartbeat>(at.heartbeatLog).values.length;

test('a reload takes settings beside the agents, too, names them, and beats at the new interval', async () => {
  const at = makeWorkspace(CALM);
  await startOrchestrator(at);
  await waitFor(() => beats(at) > 0, { what: 'the first beat' });
  expect(readHeartbeatPlan(at)?.intervalMs).toBe(30 * 60_000);
  writeFileSync(at.config, JSON.stringify({ ...CALM, heartbeat_interval_minutes: 0.005 }));
  const ran = await runOps(['agents', 'reload'], { workspace: at.root });
  expect(ran.stdout.trim()).toBe('Reloaded: settings heartbeat_interval_minutes');
  expect(readHeartbeatPlan(at)?.intervalMs).toBe(300);
  await waitFor(() => beats(at) > 2, { what: 'beats at the new interval' });
});
