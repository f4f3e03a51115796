import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCondition } from '../../../src/core/events/condition.ts';
import { cursorText, parseCursor } from '../../../src/core/events/cursor.ts';
import { readEventsSince, readLastEvents } from '../../../src/core/events/read.ts';
import { appendJsonLines } from '../../../src/core/files/json-lines.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { makeWorkspace, runOps, startOps, storeRecord, waitFor } from '../../helpers/index.ts';

function log(at: Layout, message: string, time: string): void {
  const line = { version: 1, at: time, level: 'info', subsystem: 'x', message, sessionKey: null };
  appendJsonLines(at.ownLog, [line]);
}

function beat(at: Layout, time: string): void {
  appendJsonLines(at.heartbeatLog, [{ version: 1, at: time, status: 'ok', reason: null }]);
}

const texts = (read: { events: { text: string }[] }) => read.events.map(({ text }) => text);

test('events of all files come in the order of time, each with a cursor behind which nothing comes twice and nothing is left out', () => {
  const at = makeWorkspace();
  log(at, 'one', '2026-03-01T10:00:00Z');
  beat(at, '2026-03-01T10:00:01Z');
  log(at, 'two', '2026-03-01T10:00:02Z');
  const all = readLastEvents(at, 10);
  expect(texts(all)).toEqual(['x: one', 'ok', 'x: two']);
  for (const [index, { cursor }] of all.events.entries())
    expect(texts(readEventsSince(at, parseCursor(cursor)))).toEqual(texts(all).slice(index + 1));
  log(at, 'three', '2026-03-01T09:00:00Z');
  expect(texts(readEventsSince(at, all.positions))).toEqual(['x: three']);
});

test('a line that is not whole waits for its end, a torn one in between costs itself, a replaced file is read anew', () => {
  const at = makeWorkspace();
  log(at, 'one', '2026-03-01T10:00:00Z');
  const { positions } = readLastEvents(at, 0);
  appendFileSync(at.ownLog, '{"version":1,"at":"2026-03-01T10:00:01Z","level":"info","subsystem":"x",');
  expect(readEventsSince(at, positions).events).toEqual([]);
  appendFileSync(at.ownLog, '"message":"two","sessionKey":null}\n{torn\n');
  log(at, 'three', '2026-03-01T10:00:03Z');
  expect(texts(readEventsSince(at, positions))).toEqual(['x: two', 'x: three']);
  renameSync(at.ownLog, `${at.ownLog}.old`);
  log(at, 'four', '2026-03-01T10:00:04Z');
  expect(texts(readEventsSince(at, positions))).toEqual(['x: four']);
});

test('whatever is appended between reads, by whatever clock, each event is read exactly once', () => {
  const step = fc.oneof(
    fc.record({ what: fc.constantFrom('log', 'beat'), second: fc.integer({ min: 0, max: 59 }) }),
    fc.constant({ what: 'read', second: 0 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const at = makeWorkspace();
      let { positions } = readLastEvents(at, 0);
      let written = 0;
      const seen: string[] = [];
      for (const { what, second } of [...steps, { what: 'read', second: 0 }]) {
        const time = `2026-03-01T10:00:${String(second).padStart(2, '0')}Z`;
        if (what === 'log') log(at, 'x', time);
        if (what === 'beat') beat(at, time);
        if (what !== 'read') written += 1;
        else {
          const read = readEventsSince(at, parseCursor(cursorText(positions)));
          positions = read.positions;
          seen.push(...read.events.map(({ cursor }) => cursor));
        }
      }
      expect(seen).toHaveLength(written);
      expect(new Set(seen).size).toBe(written);
    }),
    { numRuns: 30 },
  );
});

test('ops events prints JSON lines, follows, and refuses what is no cursor', async () => {
  const at = makeWorkspace();
  log(at, 'one', '2026-03-01T10:00:00Z');
  const child = startOps(['events', '--follow', '--limit', '1', '--kind', 'log.*'], { workspace: at.root });
  let out = '';
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
  });
  await waitFor(() => out.includes('one'));
  beat(at, '2026-03-01T10:00:01Z');
  log(at, 'two', '2026-03-01T10:00:02Z');
  await waitFor(() => out.includes('two'));
  child.kill();
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; cursor: string });
  expect(lines.map(({ kind }) => kind)).toEqual(['log.info', 'log.info']);
  const since = lines[0]?.cursor ?? '';
  const rest = await runOps(['events', '--since', since], { workspace: at.root });
  expect(rest.stdout.trim().split('\n')).toHaveLength(2);
  expect((await runOps(['events', '--since', 'yesterday'], { workspace: at.root })).code).toBe(64);
});

test('a condition names a thing and how it is to be; all else is refused with what there is', () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'web', kind: 'main', status: 'done', endedAt: '2026-03-01T10:00:00Z' });
  const condition = parseCondition('agent=web status=done');
  expect(condition.isReached(condition.now(at, Date.now()))).toBe(true);
  const ended = parseCondition('session=agent:web:main status=ended');
  expect(ended.isReached(ended.now(at, Date.now()))).toBe(true);
  const gone = parseCondition('alert=disk_usage state=none');
  expect(gone.isReached(gone.now(at, Date.now()))).toBe(true);
  for (const text of ['', 'agent=web', 'agent=web state=done', 'agent=web status=well', 'health=fine', 'x=y z=w'])
    expect(() => parseCondition(text)).toThrow('nothing that can be waited for');
});

test('ops wait ends with 0 when it is so, 2 when the time is over, 64 for what it does not know', async () => {
  const at = makeWorkspace();
  const ops = (...args: string[]) => runOps(['wait', ...args], { workspace: at.root });
  const waiting = ops('--for', 'agent=web status=done', '--timeout', '20s');
  storeRecord(at, { agentId: 'web', kind: 'main', status: 'done', endedAt: '2026-03-01T10:00:00Z' });
  expect(await waiting).toMatchObject({ code: 0 });
  expect(await ops('--for', 'agent=web status=failed', '--timeout', '1s')).toMatchObject({ code: 2 });
  expect(await ops('--for', 'moon=full')).toMatchObject({ code: 64 });
  writeFileSync(at.ownLog, '');
});
