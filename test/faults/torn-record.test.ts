import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Layout } from '../../src/core/files/layout.ts';
import { recordPath } from '../../src/core/sessions/registry.ts';
import { makeWorkspace, runJson, runOps, startOrchestrator, waitFor } from '../helpers/index.ts';
import { expectClear } from './support/messages.ts';
import { makeRecord, ORCHESTRATOR_ID, orchestratorRecord, placeRecord } from './support/records.ts';

interface Listed {
  sessions: { id: string }[];
  unreadable: { file: string; reason: string }[];
}

/** One session for each length, whose record was cut off there: from nothing to all but the closing bracket. */
function placeTorn(at: Layout): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const whole = (id: string) => Buffer.from(`${JSON.stringify(makeRecord({ id }), null, 1)}\n`);
  const bracket = '}\n'.length;
  for (let length = 0; length <= whole(randomUUID()).length - bracket; length += 1) {
    const id = randomUUID();
    const bytes = whole(id).subarray(0, length);
    writeFileSync(recordPath(at, id), bytes);
    files.set(recordPath(at, id), bytes);
  }
  return files;
}

describe('records cut at every byte', () => {
  const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
  let torn: Map<string, Buffer>;
  const good = [makeRecord(), makeRecord()];

  beforeAll(() => {
    torn = placeTorn(at);
    for (const record of good) placeRecord(at, record);
  });

  test('are named one by one by a list that still shows every other session, and exits with 1', async () => {
    const ran = await runJson<Listed>(['sessions', 'list'], { workspace: at.root });
    expect(ran.code).toBe(1);
    expect(ran.data.sessions.map(({ id }) => id).sort()).toEqual(good.map(({ id }) => id).sort());
    expect(ran.data.unreadable.map(({ file }) => file).sort()).toEqual([...torn.keys()].sort());
    expect(ran.data.unreadable.filter(({ reason }) => reason === '')).toEqual([]);
    expect(ran.stderr).not.toMatch(/^ +at /m);
    for (const file of torn.keys()) expect(ran.stderr).toContain(file);
  });

  test('are left as they are by every command that reads', async () => {
    for (const words of [['sessions', 'list'], ['status'], ['health'], ['agents', 'list']])
      await runOps(words, { workspace: at.root });
    for (const [file, bytes] of torn) expect(readFileSync(file).equals(bytes), file).toBe(true);
  });

  test('are named by a command about one of them', async () => {
    const files = [...torn.keys()];
    for (const file of [files[0], files[Math.floor(files.length / 2)], files.at(-1)]) {
      const name = basename(file ?? '', '.json');
      for (const words of [
        ['sessions', 'status', name],
        ['sessions', 'history', name],
        ['sessions', 'send', name, 'status'],
        ['sessions', 'abort', name],
      ]) {
        const ran = await runOps(words, { workspace: at.root });
        expectClear(ran);
        expect(`${ran.stderr}${ran.stdout}`, words.join(' ')).toContain(file);
      }
    }
  });

  test('are moved whole to quarantine by the orchestrator, which says so', async () => {
    await startOrchestrator(at);
    await waitFor(() => readdirSync(at.quarantine).length > torn.size, { what: 'the quarantine' });
    const kept = readdirSync(at.quarantine).filter((name) => name !== 'index.jsonl');
    expect(kept).toHaveLength(torn.size);
    for (const [file, bytes] of torn) {
      const moved = kept.find((name) => name.endsWith(basename(file)));
      expect(readFileSync(join(at.quarantine, moved ?? '')).equals(bytes), file).toBe(true);
    }
    const listed = await runJson<Listed>(['sessions', 'list'], { workspace: at.root });
    expect(listed.code).toBe(0);
    expect(listed.data.sessions).toHaveLength(good.length + 1);
    const health = await runOps(['health'], { workspace: at.root });
    expect(health.stdout).toContain(`${torn.size} unreadable files in quarantine/`);
  });

  test('that come while it runs are moved at its next heartbeat', async () => {
    const path = placeRecord(at, makeRecord());
    writeFileSync(path, readFileSync(path).subarray(0, 100));
    const ran = await runOps(['system', 'heartbeat', 'now'], { workspace: at.root });
    expect(ran.stdout).toContain('1 unreadable records to quarantine');
    expect(readdirSync(at.sessions)).not.toContain(basename(path));
  });
});

describe("the orchestrator's own record, torn", () => {
  function tear(at: Layout): string {
    const path = recordPath(at, ORCHESTRATOR_ID);
    writeFileSync(path, readFileSync(path).subarray(0, 120));
    return path;
  }

  test('is named by every command that asks for it', async () => {
    const at = makeWorkspace();
    placeRecord(at, orchestratorRecord());
    const path = tear(at);
    for (const words of [['status'], ['health'], ['sessions', 'send', 'ops-orchestrator', 'status']]) {
      const ran = await runOps(words, { workspace: at.root });
      expectClear(ran);
      expect(`${ran.stderr}${ran.stdout}`, words.join(' ')).toContain(path);
    }
  });

  test('does not keep the next orchestrator from starting: it goes to quarantine', async () => {
    const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
    placeRecord(at, orchestratorRecord());
    tear(at);
    const ran = await runOps(['agents', 'spawn', 'ops-orchestrator'], { workspace: at.root });
    expect(ran.code, ran.stderr).toBe(0);
    expect(readdirSync(at.quarantine).filter((name) => name.endsWith(`${ORCHESTRATOR_ID}.json`))).toHaveLength(1);
  });

  test('brings no second orchestrator beside the one that runs', async () => {
    const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
    const owner = await startOrchestrator(at);
    tear(at);
    const ran = await runOps(['agents', 'spawn', 'ops-orchestrator'], { workspace: at.root });
    expectClear(ran);
    expect(ran.stderr).toContain(String(owner.pid));
  });
});
