import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run as status } from '../../../src/commands/system/status.ts';
import { deadOwner, makeWorkspace, storeRecord } from '../../helpers/index.ts';
import { call } from '../call.ts';

const MINUTE = 60_000;

test('of an agent that runs it says since when, of another how its last run ended, and a dead run runs no more', async () => {
  const at = makeWorkspace();
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();
  const alive = storeRecord(at, { agentId: 'web', kind: 'main', startedAt: ago(9) });
  const dead = storeRecord(at, { agentId: 'mail', kind: 'main', startedAt: ago(9), owner: deadOwner() });
  const ended = { runId: 'r', status: 'failed', startedAt: null, endedAt: ago(3), durationMs: null, reason: null };
  const agent = { kind: 'command', state: 'running', schedule: null, persistent: true, nextRunAt: null, restarts: 0 };
  const agents = [
    { ...agent, id: 'web', sessionKeys: [alive.key], lastRun: ended, consecutiveFailures: 0, reason: null },
    { ...agent, id: 'mail', sessionKeys: [dead.key], lastRun: ended, consecutiveFailures: 0, reason: null },
    { ...agent, id: 'new', sessionKeys: [], lastRun: null, consecutiveFailures: 0, reason: null },
  ];
  writeFileSync(at.agentsFile, JSON.stringify({ version: 1, at: ago(0), orchestratorRunId: 'r', agents }));
  const { text } = await call(status, at);
  expect(text).toMatch(/^web +running +up 9m( \d+s)?\s/m);
  expect(text).toMatch(/^mail +running +failed 3m( \d+s)? ago/m);
  expect(text).toMatch(/^new +running +never ran/m);
});
