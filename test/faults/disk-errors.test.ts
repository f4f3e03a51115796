import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Layout } from '../../src/core/files/layout.ts';
import { listRecords } from '../../src/core/sessions/registry.ts';
import { viewOf } from '../../src/core/sessions/view.ts';
import { makeWorkspace, PROGRAM, processesIn } from '../helpers/index.ts';
import { expectClear } from './support/messages.ts';
import { makeRecord, placeRecord } from './support/records.ts';
import { canTrace, traced } from './support/strace.ts';

/** Every system call with which the program stores something, failing the first, the second … time it is made. */
const FAULTS = [
  ['fsync', 'EIO'],
  ['fsync', 'ENOSPC'],
  ['link', 'ENOSPC'],
  ['link', 'EIO'],
  ['rename', 'ENOSPC'],
  ['mkdir', 'ENOSPC'],
] as const;
const COMMANDS: Record<string, string[]> = {
  'sessions send': ['sessions', 'send', 'ops-orchestrator', 'status', '--timeout-seconds', '0'],
  'agents spawn': ['agents', 'spawn', 'mine', '--', 'true'],
};

function runWithFault(at: Layout, call: string, error: string, time: number, words: string[]) {
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${time}`];
  const { status, signal, stdout, stderr } = spawnSync(
    'strace',
    traced(inject, [process.execPath, PROGRAM, ...words]),
    { env: { ...process.env, OPS_WORKSPACE: at.root }, encoding: 'utf8', timeout: 20_000 },
  );
  return { code: status, signal, stdout, stderr };
}

describe.skipIf(!canTrace())('a disk that fails', () => {
  for (const [name, words] of Object.entries(COMMANDS)) {
    test.each(FAULTS)(`costs "ops ${name}" a clear message and nothing else: %s, %s`, (call, error) => {
      const at = makeWorkspace();
      const before = makeRecord();
      placeRecord(at, before);
      for (const time of [1, 2]) {
        const ran = runWithFault(at, call, error, time, words);
        if (ran.code !== 0) {
          expectClear(ran, 1);
          expect(ran.stderr).toMatch(/no space left on the disk|the disk reported an error|could not be started/);
        }
        const { records, unreadable } = listRecords(at);
        expect(unreadable).toEqual([]);
        expect(records.map(({ id }) => id)).toContain(before.id);
        expect(readdirSync(at.temporary)).toEqual([]);
        expect(readdirSync(at.locks)).toEqual([]);
        // What failed left nothing that would be started later.
        if (ran.code !== 0)
          expect(records.filter((record) => viewOf(at, record).status === 'lost').map(({ key }) => key)).toEqual([]);
      }
      expect(processesIn(at.root)).toEqual([]);
    });
  }
});
