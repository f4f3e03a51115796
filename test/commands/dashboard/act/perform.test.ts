import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPerformer } from '../../../../src/commands/dashboard/act/perform.ts';
import type { Event } from '../../../../src/commands/dashboard/state/update.ts';
import { ownerOf, ownerState } from '../../../../src/core/process/identity.ts';
import { takeMessages } from '../../../../src/core/sessions/mailbox.ts';
import { readRecord } from '../../../../src/core/sessions/registry.ts';
import { makeWorkspace, storeRecord, waitFor } from '../../../helpers/index.ts';

const noCommands = { run: () => Promise.reject(new Error('no command was expected')), cancel: () => {} };

function stage() {
  const at = makeWorkspace();
  const told: Event[] = [];
  const performer = createPerformer(at, noCommands, (event) => told.push(event));
  return { at, told, performer };
}

/** A process in a group of its own, as every session is. */
async function startSleeper() {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  const owner = await waitFor(() => (child.pid === undefined ? null : ownerOf(child.pid)), { what: 'the process' });
  return { owner };
}

test('a message lies in the mailbox before it is said to be stored', async () => {
  const { at, told, performer } = stage();
  performer.perform({ type: 'post', sessionId: 'ops-orchestrator.main', to: 'ops-orchestrator', text: 'restart web' });
  await performer.settled();
  expect(takeMessages(at, 'ops-orchestrator.main')).toMatchObject([{ text: 'restart web', from: 'cli' }]);
  expect(told).toMatchObject([{ type: 'sent', sent: { to: 'ops-orchestrator', reply: null } }]);
});

test('a stop ends the process group of the run that was confirmed, and says so', async () => {
  const { at, told, performer } = stage();
  const { owner } = await startSleeper();
  const record = storeRecord(at, { owner });
  performer.perform({ type: 'stop', sessionId: record.id, runId: record.runId, name: 'sleeper', force: false });
  await performer.settled();
  expect(ownerState(owner)).toBe('dead');
  expect(readRecord(at, record.id)?.status).toBe('killed');
  expect(told.at(-1)).toMatchObject({ type: 'said', text: 'sleeper has stopped', tone: 'good' });
});

test('a run that has taken its place since is left alone', async () => {
  const { at, told, performer } = stage();
  const { owner } = await startSleeper();
  const record = storeRecord(at, { owner });
  performer.perform({ type: 'stop', sessionId: record.id, runId: randomUUID(), name: 'sleeper', force: true });
  await performer.settled();
  expect(ownerState(owner)).toBe('live');
  expect(told).toMatchObject([{ tone: 'bad', text: expect.stringContaining('nothing was done') }]);
  process.kill(-owner.pid, 'SIGKILL');
});

test('what fails is said on the screen and ends nothing', async () => {
  const { told, performer } = stage();
  performer.perform({ type: 'write-command', words: ['agents', 'restart', 'x'] });
  await performer.settled();
  expect(told.at(-1)).toMatchObject({
    type: 'said',
    tone: 'bad',
    text: expect.stringContaining('no command was expected'),
  });
});
