import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Layout } from '../../../src/core/files/layout.ts';
import { mainSessionId, ORCHESTRATOR } from '../../../src/core/sessions/names.ts';
import type { SessionRecord } from '../../../src/core/sessions/record.ts';
import { readFacts, readMetrics } from '../../../src/core/status/facts.ts';
import { appendHeartbeat, writeHeartbeatPlan } from '../../../src/core/status/heartbeat.ts';
import { type Health, readStanding } from '../../../src/core/status/judge.ts';
import { readSelf, selfPath } from '../../../src/core/status/self.ts';
import { deadOwner, makeWorkspace, storeRecord, writeFile } from '../../helpers/index.ts';

const now = Date.now();
const summary = {
  at: new Date(now).toISOString(),
  cpuPercent: 5,
  memoryPercent: 10,
  worstDisk: { mount: '/', percent: 20 },
  load: [0.1, 0.1, 0.1],
  uptimeSeconds: 60,
  missing: [],
  warnings: [],
};

function metrics(at: Layout, change: object = {}): void {
  writeFileSync(
    at.latestMetrics,
    JSON.stringify({ version: 1, intervalSeconds: 300, summary: { ...summary, ...change } }),
  );
}

function orchestrator(at: Layout, change: Partial<SessionRecord> = {}): void {
  storeRecord(at, { agentId: ORCHESTRATOR, kind: 'main', ...change });
}

/** A workspace in which everything is fine: each test breaks one thing. */
function fine(): Layout {
  const at = makeWorkspace();
  metrics(at);
  orchestrator(at);
  return at;
}

function health(at: Layout): [Health, string] {
  const standing = readStanding(at, now);
  return [standing.health, standing.problems.map(({ text }) => text).join('; ')];
}

test('all is fine only where the orchestrator lives and the data are young', () => {
  expect(health(fine())).toEqual(['ok', '']);
});

test('a fresh workspace is unknown, never fine', () => {
  expect(health(makeWorkspace())).toEqual([
    'unknown',
    'no orchestrator was ever started here; metrics: no sample was taken yet',
  ]);
});

const orchestrators: [what: string, change: Partial<SessionRecord>, health: Health, text: string][] = [
  ['died', { owner: deadOwner() }, 'critical', 'died without a word'],
  ['failed', { status: 'failed', reason: 'no memory' }, 'critical', 'the orchestrator failed: no memory'],
  ['was stopped', { status: 'done', endedAt: '2026-01-01T00:00:00.000Z' }, 'unknown', 'is stopped since 2026-01-01'],
  ['was lost', { status: 'lost' }, 'critical', 'died without a word'],
  ['was killed', { status: 'killed', endedAt: '2026-01-01T00:00:00.000Z' }, 'unknown', 'is stopped since'],
  ['is elsewhere', { owner: { ...deadOwner(), host: 'elsewhere' } }, 'unknown', 'runs on elsewhere'],
];

test.each(orchestrators)('an orchestrator that %s is told', (_what, change, expected, text) => {
  const at = makeWorkspace();
  metrics(at);
  orchestrator(at, change);
  const [level, problems] = health(at);
  expect(level).toBe(expected);
  expect(problems).toContain(text);
});

test('an old sample is no good news', () => {
  const at = fine();
  metrics(at, { at: new Date(now - 3 * 300_000 - 1_000).toISOString() });
  expect(health(at)[0]).toBe('unknown');
});

test('an urgent alarm is critical, an open incident, a missed beat and a quarantined file are warnings', () => {
  const alarm = fine();
  writeFile(join(alarm.urgentAlerts, 'disk.json'), '{"message":"disk is full"}');
  expect(health(alarm)).toEqual(['critical', 'urgent alarm disk.json: disk is full']);
  const incident = fine();
  writeFile(join(incident.activeIncidents, 'outage.md'), '# Outage');
  expect(health(incident)).toEqual(['warning', '1 open incident: outage.md']);
  for (const name of ['b.md', 'c.md', 'd.md', 'e.md']) writeFile(join(incident.activeIncidents, name), `# ${name}\n`);
  expect(health(incident)[1]).toMatch(/^5 open incidents: (\S+\.md, ){2}\S+\.md and 2 more$/);
  const beats = fine();
  writeHeartbeatPlan(beats, {
    version: 1,
    enabled: true,
    intervalMs: 60_000,
    since: new Date(now - 200_000).toISOString(),
  });
  expect(health(beats)).toEqual(['warning', '3 heartbeats missed']);
  const broken = fine();
  writeFile(join(broken.quarantine, 'x.json'), '{');
  expect(health(broken)).toEqual(['warning', '1 unreadable file in quarantine/']);
});

test('an agent that was given up is critical, one that is being restarted a warning', () => {
  const agent = { id: 'web', state: 'failed', reason: 'failed 10 times in a row', sessionKeys: [] };
  const at = fine();
  const write = (change: object) =>
    writeFileSync(at.agentsFile, JSON.stringify({ version: 1, at: summary.at, agents: [{ ...agent, ...change }] }));
  write({});
  expect(health(at)).toEqual(['critical', 'agent web failed 10 times in a row']);
  write({ state: 'retrying' });
  expect(health(at)[0]).toBe('warning');
});

test('the worst problem decides', () => {
  const at = fine();
  metrics(at, { warnings: [{ metric: 'cpu', level: 'warning', value: 75, threshold: 70, message: 'CPU 75 %' }] });
  expect(health(at)).toEqual(['warning', 'CPU 75 %']);
  writeFile(join(at.urgentAlerts, 'x.json'), '{');
  expect(health(at)[0]).toBe('critical');
});

test('whatever JSON lies where the readings, the beats, the agents and the self-metrics are kept, nothing throws', () => {
  const at = fine();
  const files = [at.latestMetrics, at.agentsFile, selfPath(at), join(at.state, 'heartbeat.json'), at.heartbeatLog];
  const shapes = fc.oneof(
    fc.json(),
    fc.constantFrom('', 'null', '[]', '{"version":1}', '{"version":1,"agents":[null]}', '{"summary":{"at":"x"}}'),
    fc.constantFrom(
      '{"summary":{"at":"2026-01-01T00:00:00Z","missing":{},"warnings":7}}',
      '{"version":1,"agents":[{}]}',
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...files), shapes, (file, content) => {
      writeFile(file, content);
      const standing = readStanding(at, now);
      expect(['ok', 'warning', 'critical', 'unknown']).toContain(standing.health);
    }),
    { numRuns: 300 },
  );
});

test('an unreadable sample is unreadable with its reason, never a reading', () => {
  const at = makeWorkspace();
  for (const content of ['null', '[]', '{"summary":null}', '{"summary":{"at":"no time"}}']) {
    writeFileSync(at.latestMetrics, content);
    expect(readMetrics(at, now).state).toBe('unreadable');
  }
});

test('an alarm without a message, one that is torn and one that is no JSON are alarms', () => {
  const at = makeWorkspace();
  for (const [name, content] of [
    ['a.json', '{}'],
    ['b.json', '{"message":'],
    ['c.json', 'null'],
    ['d.json', '{"title":"of a title"}'],
  ] as const)
    writeFile(join(at.urgentAlerts, name), content);
  const { urgent } = readFacts(at, now);
  expect(urgent.map(({ name }) => name)).toEqual(['a.json', 'b.json', 'c.json', 'd.json']);
  expect(urgent.map(({ text }) => text)).toEqual([
    'no message in it',
    expect.stringContaining('is not JSON'),
    'is not a JSON object',
    'of a title',
  ]);
});

test('what the orchestrator measured of itself is null where the file is broken', () => {
  const at = makeWorkspace();
  expect(readSelf(at)).toBe(null);
  for (const content of ['null', '{', '{"version":2}']) {
    writeFileSync(selfPath(at), content);
    expect(readSelf(at)).toBe(null);
  }
});

test('judging writes nothing', () => {
  const at = fine();
  appendHeartbeat(at, {
    version: 1,
    at: summary.at,
    orchestratorRunId: '',
    trigger: 'start',
    status: 'ok',
    reason: null,
    durationMs: 0,
    steps: null,
  });
  const before = readStanding(at, now);
  expect(readStanding(at, now)).toEqual(before);
  expect(before.orchestrator?.record.id).toBe(mainSessionId(ORCHESTRATOR));
});
