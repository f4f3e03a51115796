import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentItems, sessionItems, settingItems } from '../../../src/commands/completion/live.ts';
import {
  backupItems,
  jobItems,
  outboxItems,
  ruleItems,
  silenceItems,
  topicItems,
  windowItems,
} from '../../../src/commands/completion/live-more.ts';
import { run as addJob } from '../../../src/commands/cron/add.ts';
import { parseMatcher } from '../../../src/core/alerts/overlays/matcher.ts';
import { addSilence } from '../../../src/core/alerts/overlays/silence.ts';
import { makeWorkspace, plannedWorkspace } from '../../helpers/folders.ts';
import { storeRecord } from '../../helpers/records.ts';
import { call } from '../call.ts';

function values(items: { value: string }[]): string[] {
  return items.map(({ value }) => value).sort();
}

test('sessions are offered by agent id, label and key, with what they do', () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'watcher', kind: 'main' });
  const run = storeRecord(at, { agentId: 'sample', label: 'nightly', task: 'Copy\u001b[31m everything' });
  const items = sessionItems(at);
  expect(values(items)).toEqual(['agent:watcher:main', 'nightly', run.key, 'watcher'].sort());
  expect(items.find(({ value }) => value === run.key)?.description).toBe('Copy everything');
});

test('a label that a shell would take apart is not offered, and an unreadable record costs itself alone', () => {
  const at = makeWorkspace();
  const run = storeRecord(at, { label: '$(rm -rf ~) ; x' });
  writeFileSync(join(at.sessions, 'broken.main.json'), '{');
  writeFileSync(join(at.sessions, 'notes.txt'), '');
  expect(values(sessionItems(at))).toEqual([run.key, 'broken'].sort());
});

test('of very many sessions the run ids are offered, from their names alone', () => {
  const at = makeWorkspace();
  const runs = Array.from({ length: 301 }, () => randomUUID());
  for (const run of runs) writeFileSync(join(at.sessions, `${run}.json`), 'not even read');
  expect(values(sessionItems(at))).toEqual(runs.sort());
});

test('agents are the configured ones, the orchestrator, and what else has a session', async () => {
  const at = makeWorkspace({ agents: { backup: { schedule: '0 3 * * *' } } });
  storeRecord(at, { agentId: 'visitor', kind: 'main' });
  const items = await agentItems(at);
  expect(values(items)).toEqual(
    ['backup', 'logs-analyzer', 'metrics-collector', 'ops-orchestrator', 'reporter', 'visitor'].sort(),
  );
  expect(items.find(({ value }) => value === 'backup')?.description).toBe('0 3 * * *');
});

test('a configuration that is wrong still leaves the orchestrator to be named', async () => {
  expect(values(await agentItems(makeWorkspace({ locale: 'fr' })))).toEqual(['ops-orchestrator']);
});

test('settings are offered as dotted paths with what is in force', async () => {
  const items = await settingItems(makeWorkspace({ quiet_hours: { start: '22:00' } }));
  expect(items).toContainEqual({ value: 'quiet_hours', description: '' });
  expect(items).toContainEqual({ value: 'quiet_hours.start', description: '"22:00"' });
  expect(items).toContainEqual({ value: 'agents.reporter.enabled', description: 'true' });
});

test('where there is no workspace there are no sessions, and nothing throws', async () => {
  const at = plannedWorkspace();
  expect(sessionItems(at)).toEqual([]);
  expect(values(await agentItems(at))).toContain('ops-orchestrator');
});

test('jobs, silences, backups, messages and pages are offered by what their commands take', async () => {
  const at = makeWorkspace();
  const now = Date.now();
  const { id } = addSilence(
    at,
    { matchers: [parseMatcher('alertname=x')], from: now, until: now + 60_000, by: 'me', comment: 'A deployment' },
    now,
  );
  const yesterday = now - 86_400_000;
  const past = { matchers: [parseMatcher('alertname=y')], from: yesterday, until: yesterday + 1_000, by: 'me' };
  addSilence(at, { ...past, comment: 'over' }, yesterday);
  await call(addJob, at, { args: ['ping'], options: { every: '10m', commandArgv: '["true"]' } });
  expect(silenceItems(at)).toEqual([{ value: id, description: 'A deployment' }]);
  expect(jobItems(at)).toMatchObject([{ value: 'ping', description: expect.stringContaining('every') }]);
  expect([backupItems(at), outboxItems(at), ruleItems(at), windowItems(at)]).toEqual([[], [], [], []]);
  expect(values(topicItems())).toEqual(expect.arrayContaining(['exit-codes', 'wait-for-a-run']));
});
