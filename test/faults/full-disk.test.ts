import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Layout, layout } from '../../src/core/files/layout.ts';
import { ownerState } from '../../src/core/process/identity.ts';
import { readReply } from '../../src/core/sessions/mailbox.ts';
import type { SendResult } from '../../src/core/sessions/send.ts';
import { makeWorkspace as makeFolders } from '../../src/core/workspace.ts';
import { endProcessesOf, runJson, runOps, startOrchestrator, waitFor } from '../helpers/index.ts';
import { expectClear } from './support/messages.ts';
import { makeRecord, ORCHESTRATOR_ID, placeRecord } from './support/records.ts';
import { canMount, fillDisk, freeDisk, remountReadOnly, smallDisk } from './support/tmpfs.ts';

const WRITING = [
  ['sessions', 'send', 'ops-orchestrator', 'status'],
  ['agents', 'spawn', 'logs-analyzer'],
  ['agents', 'spawn', 'ops-orchestrator'],
];
const READING = [['sessions', 'list'], ['status'], ['agents', 'list'], ['sessions', 'history', 'metrics-collector']];

function workspaceOn(disk: string): Layout {
  const at = layout(join(disk, 'ops-automation'));
  makeFolders(at.root);
  placeRecord(at, makeRecord());
  return at;
}

/** Every file of the registry and the mailboxes with its content. */
function stored(at: Layout): Record<string, string> {
  const files = [at.sessions, at.mail, at.history].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

describe.skipIf(!canMount())('a workspace on a full disk', () => {
  test('refuses what it cannot store, keeps what it has, and goes on when there is room again', async () => {
    const disk = smallDisk(1024);
    const at = workspaceOn(disk);
    fillDisk(disk);
    const before = stored(at);
    for (const words of WRITING) {
      const ran = await runOps(words, { workspace: at.root });
      expectClear(ran, 1);
      expect(ran.stderr, words.join(' ')).toContain('no space left on the disk');
    }
    for (const words of READING) {
      const ran = await runOps(words, { workspace: at.root });
      expect(ran.code, `${words.join(' ')}: ${ran.stderr}`).toBe(0);
    }
    expect(stored(at)).toEqual(before);
    expect(readdirSync(at.temporary)).toEqual([]);
    freeDisk(disk);
    await startOrchestrator(at);
    const sent = await runOps(['sessions', 'send', 'ops-orchestrator', 'status'], { workspace: at.root });
    expect(sent.code, sent.stderr).toBe(0);
    await endProcessesOf(at.root);
  });

  test('costs the orchestrator that runs neither its life nor a message', async () => {
    const disk = smallDisk(4096);
    const at = workspaceOn(disk);
    const owner = await startOrchestrator(at);
    // Stored while it cannot answer; then the reply finds no room.
    process.kill(owner.pid, 'SIGSTOP');
    const kept = await runJson<SendResult>(
      ['sessions', 'send', 'ops-orchestrator', 'status', '--timeout-seconds', '0'],
      {
        workspace: at.root,
      },
    );
    expect(kept.data.status).toBe('accepted');
    fillDisk(disk);
    process.kill(owner.pid, 'SIGCONT');
    await waitFor(() => readdirSync(join(at.mail, ORCHESTRATOR_ID, 'incoming')).length === 0, { what: 'the taking' });
    const refused = await runOps(['sessions', 'send', 'ops-orchestrator', 'status'], { workspace: at.root });
    expectClear(refused, 1);
    expect(ownerState(owner)).toBe('live');
    freeDisk(disk);
    const reply = await waitFor(() => readReply(at, ORCHESTRATOR_ID, kept.data.messageId), { what: 'the reply' });
    expect(reply.status).toBe('ok');
    expect(ownerState(owner)).toBe('live');
    await endProcessesOf(at.root);
  });
});

describe.skipIf(!canMount())('a workspace on a read-only disk', () => {
  test('can be read, and whoever wants to write is told why not', async () => {
    const disk = smallDisk(1024);
    const at = workspaceOn(disk);
    remountReadOnly(disk);
    const before = stored(at);
    for (const words of READING) {
      const ran = await runOps(words, { workspace: at.root });
      expect(ran.code, `${words.join(' ')}: ${ran.stderr}`).toBe(0);
    }
    for (const words of [...WRITING, ['sessions', 'delete', 'metrics-collector', '--yes']]) {
      const ran = await runOps(words, { workspace: at.root });
      expectClear(ran, 1);
      expect(`${ran.stderr}${ran.stdout}`, words.join(' ')).toContain('the file system is read-only');
    }
    expect(stored(at)).toEqual(before);
  });
});
