import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configCacheFile } from '../../src/core/config/cached.ts';
import type { Layout } from '../../src/core/files/layout.ts';
import { listSessions } from '../../src/core/sessions/list.ts';
import { tray } from '../../src/core/sessions/mailbox.ts';
import { readStanding } from '../../src/core/status/judge.ts';
import { selfPath } from '../../src/core/status/self.ts';
import { makeWorkspace, runOps, startOrchestrator, waitFor } from '../helpers/index.ts';
import { ORCHESTRATOR_ID } from './support/records.ts';

/** What is found in files after a crash, a full disk or somebody's editor. */
const RUBBISH = [
  '',
  '{',
  'null',
  '[]',
  '{}',
  '"text"',
  '17',
  '{"version":2}',
  '{"version":1,"agents":[null,{}]}',
  '\0\0\0',
];

const FILES: Record<string, (at: Layout) => string> = {
  'status/agents.json': (at) => at.agentsFile,
  'status/self.json': selfPath,
  'state/heartbeat.json': (at) => join(at.state, 'heartbeat.json'),
  'state/holds.json': (at) => join(at.state, 'holds.json'),
  'state/schedules/reporter.json': (at) => join(at.schedules, 'reporter.json'),
  'state/config-cache.json': configCacheFile,
  'metrics/latest.json': (at) => at.latestMetrics,
  'run/ops-orchestrator.main.lease': (at) => join(at.run, `${ORCHESTRATOR_ID}.lease`),
};

const READING = [['status'], ['health'], ['sessions', 'list'], ['agents', 'list']];

describe('rubbish in every file at once', () => {
  test.each(RUBBISH)('keeps no reader from its answer: %j', (rubbish) => {
    const at = makeWorkspace();
    for (const path of Object.values(FILES)) writeFileSync(path(at), rubbish);
    expect(listSessions(at).sessions).toEqual([]);
    const { health, problems, missed } = readStanding(at);
    expect(health).toBe('unknown');
    expect(missed).not.toBeNaN();
    expect(problems.map(({ text }) => text).join()).not.toMatch(/NaN|undefined|\bnull\b/);
  });

  test.each(['', 'null', '{"version":1,"agents":[null,{}]}'])(
    'breaks no command, and not the start of the orchestrator: %j',
    async (rubbish) => {
      const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
      for (const path of Object.values(FILES)) writeFileSync(path(at), rubbish);
      for (const words of READING) {
        const ran = await runOps(words, { workspace: at.root });
        expect(ran.code, `${words.join(' ')}: ${ran.stderr}`).toBe(words[0] === 'health' ? 3 : 0);
        expect(ran.stdout + ran.stderr).not.toMatch(/NaN|undefined|This is a fault of ops itself/);
      }
      await startOrchestrator(at);
      const sent = await runOps(['sessions', 'send', 'ops-orchestrator', 'heartbeat'], { workspace: at.root });
      expect(sent.code, sent.stdout + sent.stderr).toBe(0);
    },
    60_000,
  );
});

test('a message that is none goes to quarantine, and the others are answered', async () => {
  const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
  await startOrchestrator(at);
  const incoming = tray(at, ORCHESTRATOR_ID, 'incoming');
  const whole = { version: 1, at: new Date().toISOString(), from: 'cli', text: 'status' };
  const bad = [
    ...RUBBISH,
    JSON.stringify({ ...whole, id: '../../../../etc/passwd' }),
    JSON.stringify({ ...whole, id: randomUUID() }),
  ];
  for (const text of bad) writeFileSync(join(incoming, `${randomUUID()}.json`), text);
  const sent = await runOps(['sessions', 'send', 'ops-orchestrator', 'status'], { workspace: at.root });
  expect(sent.code, sent.stderr).toBe(0);
  await waitFor(() => readdirSync(incoming).length === 0, { what: 'an empty tray' });
  expect(readdirSync(at.quarantine).filter((name) => name !== 'index.jsonl')).toHaveLength(bad.length);
});
