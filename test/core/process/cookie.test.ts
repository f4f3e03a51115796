import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { processesOfSession } from '../../../src/core/process/cookie.ts';
import { waitFor } from '../../helpers/index.ts';

test('a session\u2019s processes are found by their environment, also those that left the group and lost their parent', async () => {
  const id = randomUUID();
  const env = { PATH: process.env.PATH, OPS_SESSION_ID: id };
  const child = spawn('sh', ['-c', 'setsid sleep 60 & sleep 60'], { env, detached: true, stdio: 'ignore' });
  await waitFor(() => processesOfSession(id).length >= 3);
  process.kill(child.pid ?? 0, 'SIGKILL');
  const left = await waitFor(() => {
    const pids = processesOfSession(id);
    return pids.includes(child.pid ?? 0) ? null : pids;
  });
  expect(left.length).toBe(2);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  await waitFor(() => processesOfSession(id).length === 0);
});

test('an id that only begins alike is not the same session', async () => {
  const id = randomUUID();
  const child = spawn('sleep', ['60'], { env: { PATH: process.env.PATH, OPS_SESSION_ID: `${id}0` }, stdio: 'ignore' });
  await waitFor(() => processesOfSession(`${id}0`).length === 1);
  expect(processesOfSession(id)).toEqual([]);
  child.kill('SIGKILL');
});
