import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layout } from '../../src/core/files/layout.ts';
import { ownerState } from '../../src/core/process/identity.ts';
import { makeWorkspace as makeFolders } from '../../src/core/workspace.ts';
import { endProcessesOf, runOps, startOrchestrator, waitFor, writeFile } from '../helpers/index.ts';
import { awaitLife, configOf, lifeOf, output, runsOf, statusOf } from '../supervision/support/fleet.ts';
import { canMount, fillDisk, freeDisk, smallDisk } from './support/tmpfs.ts';

describe.skipIf(!canMount())('a disk that fills up under running agents', () => {
  test('5. and 10. costs no state; logging, restarts and outcomes come back by themselves (PM2 #2971, #1415, supervisord #240)', async () => {
    const disk = smallDisk(6_144);
    const at = layout(join(disk, 'ops-automation'));
    makeFolders(at.root);
    const talk = 'n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.05; done';
    const quick = {
      min_uptime_seconds: 0.1,
      backoff: { initial_seconds: 0.1, max_seconds: 0.5 },
      crash_loop_limit: 1_000,
      start_retries: 1_000,
    };
    const agents = {
      talker: { command: ['sh', '-c', talk], persistent: true },
      dying: { command: ['sh', '-c', 'sleep 0.5; exit 9'], persistent: true, ...quick },
      tick: { command: ['true'], schedule: '* * * * * *' },
      worker: { command: ['sleep', '600'], persistent: true, ...quick },
    };
    writeFile(at.config, JSON.stringify(configOf(agents)));
    const owner = await startOrchestrator(at);
    const talker = await awaitLife(at, 'talker');
    const worker = await awaitLife(at, 'worker');
    await waitFor(() => runsOf(at, 'dying').length > 0);
    fillDisk(disk);
    expect(statfsSync(disk).bavail).toBe(0);
    process.kill(worker.pid, 'SIGKILL');
    const runsBefore = runsOf(at, 'dying').length;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(ownerState(owner)).toBe('live');
    expect(lifeOf(at, 'talker')?.pid).toBe(talker.pid);
    const list = await runOps(['sessions', 'list', '--json'], { workspace: at.root });
    expect([list.code, JSON.parse(list.stdout).unreadable]).toEqual([0, []]);
    freeDisk(disk);
    const said = output(at, 'talker.main').length;
    await waitFor(() => output(at, 'talker.main').length > said, { what: 'output again' });
    await waitFor(() => runsOf(at, 'dying').length > runsBefore + 1, { what: 'restarts and outcomes again' });
    const again = await awaitLife(at, 'worker', ({ pid }) => pid !== worker.pid);
    expect(again.record.runId).not.toBe(worker.record.runId);
    expect(runsOf(at, 'worker').map(({ runId }) => runId)).toContain(worker.record.runId);
    const slots = runsOf(at, 'tick').map(({ slot }) => slot);
    expect(new Set(slots).size).toBe(slots.length);
    await waitFor(() => runsOf(at, 'tick').length > slots.length, { what: 'slots again' });
    await waitFor(() => statusOf(at, 'worker')?.state === 'running');
    expect(readFileSync(at.ownLog, 'utf8').length).toBeGreaterThan(0);
    await endProcessesOf(at.root);
  }, 60_000);
});
