import { appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCondition } from '../../../src/core/events/condition.ts';
import { cursorText, type Positions, parseCursor } from '../../../src/core/events/cursor.ts';
import { eventsSince, isKnown, readLastEvents } from '../../../src/core/events/read.ts';
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

const texts = (events: readonly { text: string }[]) => events.map(({ text }) => text);
/** What happened behind a cursor; the cursor is good for as often as one likes. */
const since = (at: Layout, positions: Positions) => [...eventsSince(at, parseCursor(cursorText(positions)))];

test('events of all files come in the order of time, each with a cursor behind which nothing comes twice and nothing is left out', () => {
  const at = makeWorkspace();
  log(at, 'one', '2026-03-01T10:00:00Z');
  beat(at, '2026-03-01T10:00:01Z');
  log(at, 'two', '2026-03-01T10:00:02Z');
  const all = readLastEvents(at, 10);
  expect(texts(all.events)).toEqual(['x: one', 'ok', 'x: two']);
  for (const [index, { cursor }] of all.events.entries())
    expect(texts(since(at, parseCursor(cursor)))).toEqual(texts(all.events).slice(index + 1));
  log(at, 'three', '2026-03-01T09:00:00Z');
  expect(texts(since(at, all.positions))).toEqual(['x: three']);
});

test('a line that is not whole waits for its end, a torn one in between costs itself', () => {
  const at = makeWorkspace();
  log(at, 'one', '2026-03-01T10:00:00Z');
  const { positions } = readLastEvents(at, 0);
  appendFileSync(at.ownLog, '{"version":1,"at":"2026-03-01T10:00:01Z","level":"info","subsystem":"x",');
  expect(since(at, positions)).toEqual([]);
  appendFileSync(at.ownLog, '"message":"two","sessionKey":null}\n{torn\n');
  log(at, 'three', '2026-03-01T10:00:03Z');
  expect(texts(since(at, positions))).toEqual(['x: two', 'x: three']);
});

test.each([
  ['renamed', (path: string) => renameSync(path, `${path}.1`)],
  [
    'copied and emptied',
    (path: string) => {
      copyFileSync(path, `${path}-20260301`);
      truncateSync(path);
    },
  ],
])('a file that is rotated is read on, %s; nothing is lost and nothing comes twice', (_, rotate) => {
  const at = makeWorkspace();
  log(at, 'one', '2026-03-01T10:00:00Z');
  const { positions } = readLastEvents(at, 0);
  log(at, 'two', '2026-03-01T10:00:01Z');
  rotate(at.ownLog);
  log(at, 'three', '2026-03-01T10:00:02Z');
  const events = since(at, positions);
  expect(texts(events)).toEqual(['x: two', 'x: three']);
  for (const [index, { cursor }] of events.entries())
    expect(texts(since(at, parseCursor(cursor)))).toEqual(texts(events).slice(index + 1));
});

test('a file that is gone is told as a gap, whatever stands in its place now; so is one that was put back from before', () => {
  const at = makeWorkspace();
  beat(at, '2026-03-01T10:00:00Z');
  log(at, 'one', '2026-03-01T10:00:00Z');
  const before = readFileSync(at.ownLog);
  log(at, 'two', '2026-03-01T10:00:01Z');
  const { positions } = readLastEvents(at, 0);
  rmSync(at.ownLog);
  log(
    at,
    'a line that is longer than all those before it together, so that the place is in it',
    '2026-03-01T10:00:02Z',
  );
  expect(since(at, positions)).toMatchObject([{ kind: 'events.gap', subject: 'logs/ops.jsonl' }, { kind: 'log.info' }]);
  writeFileSync(at.ownLog, before);
  expect(since(at, positions)).toMatchObject([{ kind: 'events.gap' }, { kind: 'log.info' }]);
  // Behind the gap it is not told again.
  const [gap] = since(at, positions);
  expect(texts(since(at, parseCursor(gap?.cursor ?? '')))).toEqual(['x: one']);
});

test('a workspace that was copied knows the cursors of the other; any other workspace does not', () => {
  const at = makeWorkspace();
  log(at, 'one', '2026-03-01T10:00:00Z');
  const { positions } = readLastEvents(at, 0);
  const other = makeWorkspace();
  expect([isKnown(at, positions), isKnown(other, positions)]).toEqual([true, false]);
  log(other, 'one', '2026-03-01T10:00:00.001Z');
  expect(isKnown(other, positions)).toBe(false);
  writeFileSync(other.ownLog, readFileSync(at.ownLog));
  expect(isKnown(other, positions)).toBe(true);
});

test('lines that are longer than what is read at once come whole', () => {
  const at = makeWorkspace();
  const { positions } = readLastEvents(at, 0);
  for (const length of [65_000, 200_000, 10, 70_000]) log(at, 'x'.repeat(length), '2026-03-01T10:00:00Z');
  expect(texts(since(at, positions)).map((text) => text.length - 3)).toEqual([65_000, 200_000, 10, 70_000]);
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
          positions = parseCursor(cursorText(positions));
          seen.push(...[...eventsSince(at, positions)].map(({ cursor }) => cursor));
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

test('a follower that is killed again and again goes on behind its last whole line: no event is lost, none comes twice', async () => {
  const at = makeWorkspace();
  log(at, 'begin', '2026-03-01T10:00:00Z');
  let cursor = readLastEvents(at, 1).events[0]?.cursor ?? '';
  const seen: string[] = [];
  let made = 0;
  const make = (count: number) => {
    for (const end = made + count; made < end; made += 1)
      log(at, `event ${made}`, new Date(1.8e12 + made).toISOString());
  };
  for (const round of [0, 1, 2]) {
    make(50);
    if (round === 1) renameSync(at.ownLog, `${at.ownLog}.1`);
    const child = startOps(['events', '--follow', '--since', cursor], { workspace: at.root });
    let out = '';
    child.stdout?.on('data', (chunk) => {
      out += String(chunk);
      make(round === 2 ? 0 : 10);
      if (out.split('\n').length > 20 * (round + 1)) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
    for (const line of out.split('\n').slice(0, -1)) {
      const event = JSON.parse(line) as { cursor: string; text: string };
      seen.push(event.text);
      cursor = event.cursor;
    }
  }
  seen.push(...texts(since(at, parseCursor(cursor))));
  expect(seen).toEqual(Array.from({ length: made }, (_, index) => `x: event ${index}`));
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

test('the outcome of a run that is named itself is for ever; behind an agent, a label or a lasting session another one may come', () => {
  const at = makeWorkspace();
  const ended = { status: 'failed', endedAt: '2026-03-01T10:00:00Z', label: 'import' } as const;
  const { key, runId } = storeRecord(at, { agentId: 'copy', kind: 'subagent', ...ended });
  const lasting = storeRecord(at, { agentId: 'web', kind: 'main', ...ended });
  const stays = (name: string) => {
    const condition = parseCondition(`session=${name} status=done`);
    return condition.isFinal(at, condition.now(at, Date.now()));
  };
  expect([key, runId, runId.slice(0, 8), 'copy', lasting.key].map(stays)).toEqual([true, true, true, false, false]);
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
