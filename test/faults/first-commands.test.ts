import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Owner, ownerState } from '../../src/core/process/identity.ts';
import { createRecord, readRecord } from '../../src/core/sessions/registry.ts';
import {
  endProcess,
  endProcessesOf,
  makeWorkspace,
  PROGRAM,
  plannedWorkspace,
  processesIn,
  runJson,
  waitFor,
} from '../helpers/index.ts';
import { ORCHESTRATOR_ID, orchestratorRecord } from './support/records.ts';

interface Accepted {
  status: string;
  pid: number;
  runId: string;
  alreadyRunning: boolean;
}

/** The orchestrators among what runs in a workspace, by their argument. */
function orchestratorsIn(root: string): Owner[] {
  return processesIn(root).filter(({ pid }) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.includes('__session') && words.includes(ORCHESTRATOR_ID);
    } catch {
      return false;
    }
  });
}

test('twenty first commands at once start one orchestrator, and all twenty succeed', async () => {
  const at = plannedWorkspace();
  const first = Array.from({ length: 20 }, () =>
    runJson<Accepted>(['agents', 'spawn', 'ops-orchestrator'], { workspace: at.root }),
  );
  const ran = await Promise.all(first);
  expect(ran.filter(({ code }) => code !== 0)).toEqual([]);
  expect(ran.filter(({ data }) => !data.alreadyRunning)).toHaveLength(1);
  expect(new Set(ran.map(({ data }) => data.pid)).size).toBe(1);
  expect(orchestratorsIn(at.root).map(({ pid }) => pid)).toEqual([ran[0]?.data.pid]);
}, 60_000);

describe('two orchestrator processes for one record', () => {
  test('one becomes the orchestrator and the other exits with 78 and names it, every time', async () => {
    for (let round = 0; round < 4; round += 1) {
      const at = makeWorkspace({ agents: { 'metrics-collector': { enabled: false } } });
      expect(createRecord(at, orchestratorRecord({ status: 'queued', owner: null, endedAt: null }))).toBe(true);
      const env = { ...process.env, OPS_WORKSPACE: at.root, OPS_SESSION_ID: ORCHESTRATOR_ID };
      const racers = [0, 1].map(() => {
        const child = spawn(process.execPath, [PROGRAM, '__session', ORCHESTRATOR_ID], {
          env,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let said = '';
        child.stderr?.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
        return new Promise<{ code: number | null; said: string; pid: number | undefined }>((resolve) => {
          child.on('close', (code) => resolve({ code, said, pid: child.pid }));
        });
      });
      const loser = await Promise.race(racers);
      expect(loser.code, loser.said).toBe(78);
      const owner = await waitFor(() => readRecord(at, ORCHESTRATOR_ID)?.owner);
      expect(loser.pid).not.toBe(owner.pid);
      expect(loser.said).toContain(`Process ${owner.pid} `);
      expect(loser.said).not.toContain('    at ');
      expect(ownerState(owner)).toBe('live');
      await endProcess(owner);
      await Promise.all(racers);
      await endProcessesOf(at.root);
    }
  }, 60_000);
});
