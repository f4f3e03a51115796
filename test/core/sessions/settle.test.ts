import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendHistory, historyPath, readHistory } from '../../../src/core/sessions/history.ts';
import { makeMailbox, postMessage, tray } from '../../../src/core/sessions/mailbox.ts';
import type { Outcome } from '../../../src/core/sessions/record.ts';
import { listRecords, readRecord } from '../../../src/core/sessions/registry.ts';
import { appendRun, readRuns, runEntryOf } from '../../../src/core/sessions/run-log.ts';
import { finishEnded, outputPath, removeSessionFiles, settleSession } from '../../../src/core/sessions/settle.ts';
import { leasePath } from '../../../src/core/sessions/view.ts';
import { makeWorkspace, recordOf, storeRecord } from '../../helpers/index.ts';

const OUTCOMES: Outcome[] = ['done', 'failed', 'killed', 'timeout', 'lost'];

test('the first word on how a run ended stands, whoever says what later', () => {
  const words = fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(words, (said) => {
      const at = makeWorkspace();
      const { id, runId } = storeRecord(at);
      const believed = said.map((status) => settleSession(at, id, runId, { status, reason: status }) !== null);
      expect(believed).toEqual(said.map((_, index) => index === 0));
      expect(readRecord(at, id)).toMatchObject({ status: said[0], reason: said[0] });
      expect(readRuns(at, { recent: false }).map(({ status }) => status)).toEqual([said[0]]);
    }),
    { numRuns: 20 },
  );
});

test('the outcome holds exit code, signal, reason and duration, in the record and in the run log', () => {
  const at = makeWorkspace();
  const startedAt = new Date(Date.now() - 5_000).toISOString();
  const { id, runId } = storeRecord(at, { startedAt, label: 'nightly', task: 'count' });
  settleSession(at, id, runId, { status: 'failed', exitCode: 3, signal: null, reason: 'exited with 3' });
  expect(readRecord(at, id)).toMatchObject({ status: 'failed', exitCode: 3, reason: 'exited with 3' });
  const [run] = readRuns(at, { recent: true });
  expect(run).toMatchObject({ runId, label: 'nightly', task: 'count', status: 'failed', exitCode: 3 });
  expect(run?.durationMs).toBeGreaterThanOrEqual(5_000);
});

test('a word about an earlier run does not end the one that is under way', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at, { agentId: 'a', kind: 'main' });
  expect(settleSession(at, id, 'an earlier run', { status: 'failed' })).toBe(null);
  expect(readRecord(at, id)?.status).toBe('running');
  expect(readRuns(at, { recent: true })).toEqual([]);
});

test('nobody can settle a session that is not there', () => {
  const at = makeWorkspace();
  expect(settleSession(at, 'a.main', 'x', { status: 'done' })).toBe(null);
});

test('what failed leaves the end of its output, without secrets and without control characters', () => {
  const at = makeWorkspace();
  const { id, runId } = storeRecord(at);
  writeFileSync(outputPath(at, id), `${'x'.repeat(10_000)}\n\u001b[31mpassword=hunter2hunter2\u001b[0m\nlast line\n`);
  settleSession(at, id, runId, { status: 'failed' });
  const tail = readRuns(at, { recent: true })[0]?.outputTail ?? '';
  expect(tail).toContain('last line');
  expect(tail).not.toContain('hunter2');
  expect(tail).not.toContain('\u001b');
  expect(tail.length).toBeLessThan(2_500);
});

test('what ended well leaves no output in the run log', () => {
  const at = makeWorkspace();
  const { id, runId } = storeRecord(at);
  writeFileSync(outputPath(at, id), 'fine\n');
  settleSession(at, id, runId, { status: 'done' });
  expect(readRuns(at, { recent: true })[0]?.outputTail).toBe(null);
});

test('cleanup delete removes every file of the session, and the run log still knows it', () => {
  const at = makeWorkspace();
  const { id, runId } = storeRecord(at, { cleanup: 'delete' });
  makeMailbox(at, id);
  postMessage(at, id, { text: 'x', from: 'cli' });
  appendHistory(at, id, [{ version: 1, type: 'event', at: '', event: 'queued', text: '' }]);
  writeFileSync(outputPath(at, id), 'output');
  writeFileSync(leasePath(at, id), '');
  settleSession(at, id, runId, { status: 'done' });
  for (const folder of [at.sessions, at.history, at.output, at.mail, at.run]) expect(readdirSync(folder)).toEqual([]);
  expect(readRuns(at, { recent: true }).map((run) => run.runId)).toEqual([runId]);
});

test('a lasting session keeps its files and its mail, cleanup delete or not', () => {
  const at = makeWorkspace();
  const { id, runId } = storeRecord(at, { agentId: 'a', kind: 'main', cleanup: 'delete' });
  postMessage(at, id, { text: 'x', from: 'cli' });
  settleSession(at, id, runId, { status: 'done' });
  expect(readRecord(at, id)?.status).toBe('done');
  expect(existsSync(tray(at, id, 'incoming'))).toBe(true);
  expect(readHistory(at, id).events.map(({ event }) => event)).toEqual(['ended']);
});

test('a crash between outcome and run log is made good, once', () => {
  const at = makeWorkspace();
  const ended = { status: 'done', endedAt: new Date().toISOString() } as const;
  const kept = storeRecord(at, ended);
  const gone = storeRecord(at, { ...ended, cleanup: 'delete' });
  const running = storeRecord(at);
  const { records } = listRecords(at);
  expect(finishEnded(at, records)).toBe(2);
  expect(finishEnded(at, listRecords(at).records)).toBe(0);
  const logged = readRuns(at, { recent: false }).map(({ runId }) => runId);
  expect(logged.sort()).toEqual([kept.runId, gone.runId].sort());
  const left = listRecords(at).records.map(({ id }) => id);
  expect(left.sort()).toEqual([kept.id, running.id].sort());
});

test('a crash between run log and removal is made good without a second entry', () => {
  const at = makeWorkspace();
  const record = storeRecord(at, { status: 'done', cleanup: 'delete', endedAt: new Date().toISOString() });
  appendRun(at, runEntryOf(record, 'done', null));
  expect(finishEnded(at, [record])).toBe(1);
  expect(readRecord(at, record.id)).toBe(null);
  expect(readRuns(at, { recent: false }).length).toBe(1);
});

test('the files of what still runs are not removed', () => {
  const at = makeWorkspace();
  const { id } = storeRecord(at);
  expect(removeSessionFiles(at, id)).toBe(false);
  expect(readRecord(at, id)).not.toBe(null);
});

test('a run that is written down twice counts once, and its first entry is believed', () => {
  const at = makeWorkspace();
  const record = recordOf({ status: 'done', endedAt: '2026-01-01T00:00:00.000Z' });
  appendRun(at, runEntryOf(record, 'done', null));
  appendRun(at, runEntryOf(recordOf(), 'failed', null));
  appendRun(at, runEntryOf(record, 'lost', null));
  expect(readRuns(at, { recent: false }).map(({ status }) => status)).toEqual(['done', 'failed']);
  expect(readRuns(at, { recent: true }).map(({ status }) => status)).toEqual(['done', 'failed']);
});

test('lines of the run log that are no runs are left out', () => {
  const at = makeWorkspace();
  appendRun(at, runEntryOf(recordOf(), 'done', null));
  writeFileSync(join(at.logs, 'runs.jsonl'), '{}\n[]\n{"version":1,"runId":7}\n{"torn', { flag: 'a' });
  expect(readRuns(at, { recent: false }).map(({ status }) => status)).toEqual(['done']);
});

test('the history outlives a torn line', () => {
  const at = makeWorkspace();
  writeFileSync(historyPath(at, 'a.main'), '{"version":1,"type":"mess');
  appendHistory(at, 'a.main', [{ version: 1, type: 'event', at: '', event: 'queued', text: '' }]);
  expect(readHistory(at, 'a.main')).toMatchObject({ unreadable: 1, messages: [], events: [{ event: 'queued' }] });
});
