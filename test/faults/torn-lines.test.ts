import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appendJsonLines } from '../../src/core/files/json-lines.ts';
import type { Layout } from '../../src/core/files/layout.ts';
import { quarantine } from '../../src/core/files/quarantine.ts';
import { newNotification, notificationsPath, readNotifications, tell } from '../../src/core/notify/tell.ts';
import { ownLog } from '../../src/core/own-log.ts';
import { appendHistory, historyPath, readHistory } from '../../src/core/sessions/history.ts';
import { appendRun, readRuns, runEntryOf } from '../../src/core/sessions/run-log.ts';
import { appendHeartbeat, type Heartbeat, lastHeartbeat } from '../../src/core/status/heartbeat.ts';
import { makeWorkspace, runOps, startOrchestrator } from '../helpers/index.ts';
import { makeRecord, ORCHESTRATOR_ID, orchestratorRecord, placeRecord } from './support/records.ts';

interface Growing {
  path: (at: Layout) => string;
  append: (at: Layout, mark: string) => void;
  /** The marks of the lines that can be read. */
  read: (at: Layout) => string[];
}

const beatOf = (reason: string): Heartbeat => ({
  version: 1,
  at: new Date().toISOString(),
  orchestratorRunId: 'x',
  trigger: 'schedule',
  status: 'skipped',
  reason,
  durationMs: 0,
  steps: null,
});

/** Every file of a workspace that grows, with its own writer and reader. */
const FILES: Record<string, Growing> = {
  'history/<id>.jsonl': {
    path: (at) => historyPath(at, ORCHESTRATOR_ID),
    append: (at, text) =>
      appendHistory(at, ORCHESTRATOR_ID, [
        { version: 1, type: 'event', at: new Date().toISOString(), event: 'x', text },
      ]),
    read: (at) => readHistory(at, ORCHESTRATOR_ID).events.map(({ text }) => text),
  },
  'logs/runs.jsonl': {
    path: (at) => at.runLog,
    append: (at, reason) => appendRun(at, runEntryOf(makeRecord({ id: randomUUID(), reason }), 'done', null)),
    read: (at) => readRuns(at, { recent: false }).map(({ reason }) => reason ?? ''),
  },
  'logs/heartbeats.jsonl': {
    path: (at) => at.heartbeatLog,
    append: (at, reason) => appendHeartbeat(at, beatOf(reason)),
    read: (at) => [lastHeartbeat(at)?.reason ?? ''],
  },
  'alerts/notifications.jsonl': {
    path: notificationsPath,
    append: (at, text) => tell(at, newNotification({ severity: 'info', subject: 'x', text })),
    read: (at) => readNotifications(at).map(({ text }) => text),
  },
};

describe.each(Object.entries(FILES))('%s, its last line cut at every byte', (_name, { path, append, read }) => {
  test('loses that line alone, and the next one written after it is whole', () => {
    const at = makeWorkspace();
    append(at, 'first');
    append(at, 'second');
    const whole = readFileSync(path(at));
    append(at, 'third');
    const all = readFileSync(path(at));
    // Without its line feed the last line is whole.
    for (let length = whole.length; length < all.length - 1; length += 1) {
      writeFileSync(path(at), all.subarray(0, length));
      expect(read(at).at(-1), `cut at ${length}`).toBe('second');
      append(at, 'fourth');
      expect(read(at).at(-1), `after the cut at ${length}`).toBe('fourth');
      expect(read(at)).not.toContain('third');
    }
  });
});

test('the own log and the list of the quarantine are appended to after a torn line, not into it', () => {
  const at = makeWorkspace();
  const index = join(at.quarantine, 'index.jsonl');
  ownLog(at, null)('info', 'x', 'first');
  quarantine(at, placeRecord(at, makeRecord()), 'first');
  for (const [file, append] of [
    [at.ownLog, () => ownLog(at, null)('info', 'x', 'next')],
    [index, () => quarantine(at, placeRecord(at, makeRecord()), 'next')],
  ] as const) {
    appendFileSync(file, '{"version":1,"at":"2026-');
    append();
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ version: 1 });
  }
});

test('commands over torn files say what they left out, and the orchestrator starts over them', async () => {
  const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
  placeRecord(at, orchestratorRecord());
  for (const { path, append } of Object.values(FILES)) {
    append(at, 'kept');
    appendFileSync(path(at), '{"version":1,"torn');
  }
  appendJsonLines(at.ownLog, [{ version: 1 }]);
  appendFileSync(at.ownLog, '{"ver');
  const history = await runOps(['sessions', 'history', 'ops-orchestrator'], { workspace: at.root });
  expect(history.code).toBe(0);
  expect(history.stdout).toContain('kept');
  expect(history.stderr).toContain('1 torn line');
  for (const words of [['sessions', 'list', '--all'], ['status'], ['system', 'heartbeat', 'last']]) {
    const ran = await runOps(words, { workspace: at.root });
    expect(ran.code, `${words.join(' ')}: ${ran.stderr}`).toBe(0);
  }
  await startOrchestrator(at);
  const sent = await runOps(['sessions', 'send', 'ops-orchestrator', 'status'], { workspace: at.root });
  expect(sent.code, sent.stderr).toBe(0);
  expect(readHistory(at, ORCHESTRATOR_ID).messages).toHaveLength(2);
});
