import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { keepNotifying, takeNotifyTarget } from '../../../src/core/service/notify.ts';
import { mainSessionId, ORCHESTRATOR } from '../../../src/core/sessions/names.ts';
import { leasePath } from '../../../src/core/sessions/view.ts';
import { makeFolder, makeWorkspace, storeRecord, waitFor } from '../../helpers/index.ts';

const path = process.env.PATH;

afterEach(() => {
  process.env.PATH = path;
});

/** A systemd-notify that writes down what it is told, and to which socket. */
function listenIn(folder: string): () => string[] {
  const log = join(folder, 'said');
  writeFileSync(log, '');
  const program = join(folder, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> '${log}'\n`);
  chmodSync(program, 0o755);
  process.env.PATH = `${folder}:${path}`;
  return () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
}

describe('the words to systemd', () => {
  test('are taken out of the environment, so that no agent speaks for the orchestrator', () => {
    const env = {
      NOTIFY_SOCKET: '/run/x',
      WATCHDOG_USEC: '4000000',
      WATCHDOG_PID: '7',
      INVOCATION_ID: 'i',
      PATH: '/bin',
    };
    expect(takeNotifyTarget(env, 7)).toEqual({ socket: '/run/x', watchdogMs: 4_000 });
    expect(env).toEqual({ PATH: '/bin' });
    expect(takeNotifyTarget({ PATH: '/bin' }, 7)).toBeNull();
    expect(takeNotifyTarget({ NOTIFY_SOCKET: '@x', WATCHDOG_USEC: '4', WATCHDOG_PID: '8' }, 7)?.watchdogMs).toBeNull();
  });

  test('say ready when the orchestrator works, and alive only while it shows itself', async () => {
    const at = makeWorkspace();
    const said = listenIn(makeFolder());
    const lease = leasePath(at, mainSessionId(ORCHESTRATOR));
    const stop = keepNotifying(at, { socket: '/run/sample', watchdogMs: 80 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(said()).toEqual([]);
    storeRecord(at, { agentId: ORCHESTRATOR, kind: 'main' });
    writeFileSync(lease, '');
    await waitFor(() => said().some((line) => line.includes('--ready')), { what: 'the word that it is ready' });
    await waitFor(() => said().some((line) => line.endsWith('WATCHDOG=1')), { what: 'a sign of life' });
    expect(said()[0]).toContain(`/run/sample --pid=${process.pid}`);
    utimesSync(lease, 1, 1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const before = said().length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(said().length).toBe(before);
    stop();
  });

  const python =
    spawnSync('python3', ['--version']).status === 0 && spawnSync('systemd-notify', ['--version']).status === 0;
  test.skipIf(!python)('arrive at a socket such as systemd’s, by systemd’s own program', async () => {
    const at = makeWorkspace();
    const socket = join(makeFolder(), 'notify');
    const script = `import socket,sys
s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.bind(sys.argv[1]); s.settimeout(10); print('bound',flush=True)
while True:
  d=s.recvmsg(4096,4096)[0].decode()
  if 'READY=1' in d: print(d.replace(chr(10),' ')); break`;
    const { spawn } = await import('node:child_process');
    const listener = spawn('python3', ['-c', script, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = '';
    listener.stdout.on('data', (data: Buffer) => {
      heard += data;
    });
    await waitFor(() => heard.includes('bound'), { what: 'the socket' });
    storeRecord(at, { agentId: ORCHESTRATOR, kind: 'main' });
    writeFileSync(leasePath(at, mainSessionId(ORCHESTRATOR)), '');
    const stop = keepNotifying(at, { socket, watchdogMs: null });
    await waitFor(() => heard.includes('READY=1'), { what: 'the word that it is ready' });
    stop();
    listener.kill();
  });
});
