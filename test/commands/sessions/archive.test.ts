import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { run as archive } from '../../../src/commands/sessions/archive.ts';
import { run as exportTrajectory } from '../../../src/commands/sessions/export-trajectory.ts';
import { appendHistory } from '../../../src/core/sessions/history.ts';
import { readRecord } from '../../../src/core/sessions/registry.ts';
import { readRuns } from '../../../src/core/sessions/run-log.ts';
import { outputPath } from '../../../src/core/sessions/settle.ts';
import { deadOwner, makeFolder, makeWorkspace, storeRecord } from '../../helpers/index.ts';
import { call } from '../call.ts';

/** A session of which something was said and written, and whose process is gone. */
function ended() {
  const at = makeWorkspace();
  const record = storeRecord(at, { agentId: 'job', owner: deadOwner() });
  const said = { version: 1, type: 'message', id: 'm1', from: 'kim', role: 'user', inReplyTo: null } as const;
  appendHistory(at, record.id, [{ ...said, at: '2026-03-04T10:00:00.000Z', text: 'begin' }]);
  writeFileSync(outputPath(at, record.id), 'line 1\npassword=hunter2secret\n');
  return { at, record };
}

function linesOf(text: string): { type: string; text?: string; status?: string }[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('an ended session is packed with all that was kept of it, and its files are gone; its outcome stays in the run log', async () => {
  const { at, record } = ended();
  const { data, exitCode } = await call(archive, at, { args: ['job'] });
  expect([data, exitCode]).toMatchObject([{ ok: true, operation: 'archive' }, 0]);
  const [name = ''] = readdirSync(at.archive);
  const lines = linesOf(gunzipSync(readFileSync(join(at.archive, name))).toString());
  expect(lines.map(({ type }) => type)).toEqual(['session', 'message', 'output']);
  expect(lines.at(-1)?.text).toBe('line 1\npassword=[redacted]\n');
  expect([readRecord(at, record.id), existsSync(outputPath(at, record.id))]).toEqual([null, false]);
  expect(readRuns(at, { recent: false })).toMatchObject([{ runId: record.runId, status: 'lost' }]);
});

test('what runs is not archived, and --dry-run touches nothing', async () => {
  const { at, record } = ended();
  storeRecord(at, { agentId: 'busy' });
  const { data, exitCode } = await call(archive, at, { args: ['busy'] });
  expect([exitCode, data]).toMatchObject([1, { ok: false, results: [{ error: expect.stringContaining('running') }] }]);
  await call(archive, at, { args: ['job'], options: { dryRun: true } });
  expect([existsSync(at.archive), readRecord(at, record.id)?.id]).toEqual([false, record.id]);
});

test('a trajectory is written to a file, whole or not at all', async () => {
  const { at } = ended();
  const output = join(makeFolder(), 'job.jsonl');
  const { data } = await call(exportTrajectory, at, { args: ['job'], options: { output } });
  expect(data).toMatchObject({ ok: true, path: output, lines: 3 });
  expect(linesOf(readFileSync(output, 'utf8'))[0]).toMatchObject({ type: 'session', agentId: 'job' });
});
