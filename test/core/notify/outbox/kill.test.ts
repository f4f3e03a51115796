import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { deliverDue } from '../../../../src/core/notify/outbox/deliver.ts';
import { enqueue, listOutbox } from '../../../../src/core/notify/outbox/store.ts';
import { canTrace, traced } from '../../../faults/support/strace.ts';
import { bundleProgram } from '../../../helpers/bundle.ts';
import { makeWorkspace } from '../../../helpers/index.ts';
import { service } from '../loopback.ts';
import { configOf, message } from '../messages.ts';

/** The calls that change what the outbox says. strace counts each of them by itself. */
const CALLS = ['fsync', 'link', 'unlink'] as const;

interface Killed {
  call: string;
  /** At which of its invocations, from 1. */
  step: number;
}

async function runKilledAt(program: string, { call, step }: Killed, at: Layout, url: string, key: string) {
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${step}`];
  const command = [process.execPath, program, at.root, url, key];
  const child = spawn('strace', traced(inject, command), { stdio: ['ignore', 'pipe', 'ignore'] });
  // Its output ends before it does: until it is reaped, its claim looks like that of somebody who lives.
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return said === 'done';
}

test.skipIf(!canTrace())(
  'killed at any step of queueing, sending and marking, a message is not lost, and comes twice at most',
  async () => {
    const program = await bundleProgram(`${import.meta.dirname}/one-message.ts`);
    const at = makeWorkspace();
    const server = await service({ status: 204 });
    const config = configOf({ hook: { type: 'webhook', url: server.url } });
    const counts: number[] = [];
    const kill = async (killed: Killed) => {
      const key = `killed at ${killed.call} ${killed.step}`;
      const isDone = await runKilledAt(program, killed, at, server.url, key);
      // Who decided to tell it decides so again after the restart.
      enqueue(at, message({ key }));
      await deliverDue(at, config);
      counts.push(server.received.filter(({ json }) => json.key === key).length);
      return isDone;
    };
    for (const call of CALLS) {
      let step = 1;
      while (!(await kill({ call, step }))) step += 1;
      expect(step, call).toBeGreaterThan(2);
    }
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBe(2);
    expect(listOutbox(at, 'sent').entries).toHaveLength(counts.length);
    expect(listOutbox(at, 'queued').entries).toEqual([]);
  },
  60_000,
);
