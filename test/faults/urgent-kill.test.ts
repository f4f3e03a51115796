import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { policyOf } from '../../src/core/alerts/policy/policy.ts';
import { listAlerts } from '../../src/core/alerts/store.ts';
import { intoAlerts } from '../../src/core/alerts/urgent/into-alerts.ts';
import { takeUrgent } from '../../src/core/alerts/urgent/take.ts';
import { configSchema } from '../../src/core/config/schema.ts';
import { appendJsonLines, readJsonLines } from '../../src/core/files/json-lines.ts';
import type { Layout } from '../../src/core/files/layout.ts';
import { listOutbox } from '../../src/core/notify/outbox/store.ts';
import { drop, filesIn } from '../core/alerts/urgent/support.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { makeWorkspace } from '../helpers/index.ts';
import { canTrace, traced } from './support/strace.ts';

/** The calls that move a file or make what was queued last. strace counts each of them by itself. */
const CALLS = ['rename', 'fdatasync'] as const;

async function runKilledAt(program: string, call: string, step: number, at: Layout): Promise<boolean> {
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${step}`];
  const child = spawn('strace', traced(inject, [process.execPath, program, at.root]), {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (await text(child.stdout)) === 'done';
}

test.skipIf(!canTrace())(
  'killed at any step of taking urgent files, none is lost, and none is taken more than twice',
  async () => {
    const program = await bundleProgram(`${import.meta.dirname}/support/urgent-once.ts`);
    const counts: number[] = [];
    for (const call of CALLS) {
      for (let step = 1, isDone = false; !isDone; step += 1) {
        const at = makeWorkspace();
        const path = join(at.alerts, 'taken.jsonl');
        drop(at, 'one.json', { message: 'one' }, 3);
        drop(at, 'two.json', [{ message: 'two' }, { message: 'three' }], 2);
        drop(at, 'bad.json', {}, 1);
        isDone = await runKilledAt(program, call, step, at);
        // Who comes after it goes on with what it left.
        await takeUrgent(at, {
          take: (alarms) =>
            appendJsonLines(
              path,
              alarms.map(({ message }) => ({ message })),
            ),
        });
        const told = readJsonLines<{ message: string }>(path).values.map(({ message }) => message);
        for (const said of ['one', 'two', 'three', 'an urgent alarm file could not be read: bad.json']) {
          counts.push(told.filter((message) => message.startsWith(said)).length);
        }
        expect(filesIn(at, 'done')).toEqual(['one.json', 'two.json']);
        expect(filesIn(at, 'rejected')).toEqual(['bad.json']);
        expect([...filesIn(at, 'taking'), ...filesIn(at, 'incoming')]).toEqual([]);
        if (isDone) expect(step, call).toBeGreaterThan(1);
      }
    }
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBe(2);
  },
  60_000,
);

test.skipIf(!canTrace())(
  'killed at any step from the file to the outbox, an alarm is told, and no message comes more than twice',
  async () => {
    const program = await bundleProgram(`${import.meta.dirname}/support/urgent-alerts.ts`);
    const policy = policyOf(configSchema.parse({}));
    const counts: number[] = [];
    for (const call of ['rename', 'link'] as const) {
      for (let step = 1, isDone = false; !isDone; step += 1) {
        const at = makeWorkspace();
        drop(at, 'one.json', { message: 'one' });
        isDone = await runKilledAt(program, call, step, at);
        await takeUrgent(at, { take: intoAlerts(at, () => policy) });
        const texts = listOutbox(at, 'queued').entries.map(({ outgoing }) => outgoing.text);
        counts.push(texts.filter((text) => text.includes('- one')).length);
        expect([...listAlerts(at).alerts.values()].map(({ state }) => state)).toEqual(['firing']);
        expect(filesIn(at, 'done')).toEqual(['one.json']);
      }
    }
    expect(counts.length).toBeGreaterThan(8);
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
  },
  60_000,
);
