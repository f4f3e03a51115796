import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Layout } from '../../src/core/files/layout.ts';
import { orchestratorView } from '../../src/core/orchestrator-client.ts';
import { ownerOf, ownerState } from '../../src/core/process/identity.ts';
import {
  endProcess,
  killOrchestrator,
  makeFolder,
  makeWorkspace,
  PROGRAM,
  runJson,
  runOps,
  startOps,
  startOrchestrator,
  storeRecord,
  waitFor,
} from '../helpers/index.ts';

/** A configuration under which nothing runs by itself: what is tested here is the orchestrator's own coming and going. */
const QUIET = {
  agents: {
    'metrics-collector': { enabled: false },
    'logs-analyzer': { enabled: false },
    reporter: { enabled: false },
  },
};

function quietWorkspace(): Layout {
  return makeWorkspace(QUIET);
}

function orchestratorPid(at: Layout): number | null {
  const view = orchestratorView(at);
  return view?.live === 'live' ? (view.record.owner?.pid ?? null) : null;
}

interface Machine {
  env: Record<string, string>;
  said: () => string[];
}

/** A service manager as far as one service needs it: starts what the unit says, ends it, knows whether it runs. */
function fakeSystemd(): Machine {
  const folder = makeFolder();
  const runtime = join(folder, 'runtime');
  mkdirSync(join(runtime, 'systemd'), { recursive: true });
  const script = `#!/bin/sh
echo "$*" >> '${folder}/said'
shift # --user
pidfile='${folder}/pid'
alive() { [ -f "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null; }
stop() { alive && kill "$(cat "$pidfile")"; while alive; do sleep 0.02; done; }
start() {
  line=$(sed -n 's/^ExecStart=//p' "$XDG_CONFIG_HOME/systemd/user/$1")
  OPS_SESSION_ID=ops-orchestrator.main setsid sh -c "exec $line" >'${folder}/output' 2>&1 </dev/null &
  echo $! > "$pidfile"
}
case "$1" in
  start) alive || start "$2";;
  stop) stop;;
  disable) stop;;
  restart) stop; start "$2";;
  show) if alive; then echo ActiveState=active; echo SubState=running; echo "MainPID=$(cat "$pidfile")"; else echo ActiveState=inactive; echo SubState=dead; echo MainPID=0; fi
        echo UnitFileState=enabled; echo NRestarts=0;;
esac
`;
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'systemctl'), script);
  chmodSync(join(bin, 'systemctl'), 0o755);
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(folder, 'config'),
    HOME: folder,
  };
  return { env, said: () => readFileSync(join(folder, 'said'), 'utf8').split('\n') };
}

describe('where no service manager runs', () => {
  test('install writes the definition and says what could not be done; uninstall takes it away', async () => {
    const at = quietWorkspace();
    const env = { XDG_CONFIG_HOME: makeFolder(), XDG_RUNTIME_DIR: makeFolder() };
    const options = { workspace: at.root, env };
    const installed = await runJson<{ path: string; enabled: boolean; changed: boolean }>(
      ['daemon', 'install'],
      options,
    );
    expect(installed.data).toMatchObject({ enabled: false, changed: true });
    expect(readFileSync(installed.data.path, 'utf8')).toContain(`daemon run --workspace ${at.root}`);
    const again = await runJson<{ changed: boolean }>(['gateway', 'install'], options);
    expect(again.data.changed).toBe(false);
    writeFileSync(installed.data.path, '[Service]\nExecStart=/bin/true\n');
    const refused = await runOps(['daemon', 'install'], options);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('was not made by ops');
    expect((await runOps(['daemon', 'install', '--force'], options)).code).toBe(0);
    expect((await runOps(['daemon', 'uninstall'], options)).code).toBe(0);
    expect(existsSync(installed.data.path)).toBe(false);
  });

  test('start, status, restart and stop are those of the orchestrator as a process of its own', async () => {
    const at = quietWorkspace();
    const options = { workspace: at.root, env: { XDG_CONFIG_HOME: makeFolder() } };
    const none = await runJson<{ rpc: { reason: string } }>(['daemon', 'status', '--require-rpc'], options);
    expect([none.code, none.data.rpc.reason]).toEqual([1, 'no orchestrator runs']);
    expect((await runOps(['daemon', 'start'], options)).code).toBe(0);
    const first = orchestratorPid(at);
    const answered = await runJson<{ rpc: { ok: boolean } }>(['daemon', 'status', '--require-rpc'], options);
    expect([answered.code, answered.data.rpc.ok]).toEqual([0, true]);
    expect((await runOps(['daemon', 'restart'], options)).code).toBe(0);
    expect(orchestratorPid(at)).not.toBe(first);
    const logs = await runOps(['daemon', 'logs', '--limit', '50'], options);
    expect(logs.stdout).toContain(`orchestrator: started, pid ${first}`);
    expect((await runOps(['daemon', 'stop'], options)).code).toBe(0);
    expect(orchestratorPid(at)).toBeNull();
  });
});

describe('the answer that status wants', () => {
  test('does not come from an orchestrator that hangs, and the exit code says so in time', async () => {
    const at = quietWorkspace();
    const owner = await startOrchestrator(at);
    process.kill(owner.pid, 'SIGSTOP');
    const asked = await runJson<{ rpc: { ok: boolean } }>(['daemon', 'status', '--require-rpc', '--timeout', '400'], {
      workspace: at.root,
    });
    process.kill(owner.pid, 'SIGCONT');
    expect([asked.code, asked.data.rpc.ok]).toEqual([1, false]);
  });
});

describe('a restart', () => {
  test('waits for a scheduled run, gives up in time, and does it at once when forced', async () => {
    const at = quietWorkspace();
    const owner = await startOrchestrator(at);
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const sleeper = ownerOf(child.pid ?? 0);
    storeRecord(at, { agentId: 'nightly', kind: 'cron', job: 'nightly', owner: sleeper });
    const options = { workspace: at.root };
    const waited = await runJson<{ underWay: string[] }>(['daemon', 'restart', '--wait', '0.3'], options);
    expect(waited.code).toBe(2);
    expect(waited.data.underWay[0]).toContain('agent:nightly:cron:nightly');
    expect(ownerState(owner)).toBe('live');
    expect((await runOps(['daemon', 'restart', '--force'], options)).code).toBe(0);
    expect(ownerState(owner)).toBe('dead');
    if (sleeper !== null) {
      expect(ownerState(sleeper)).toBe('live');
      await endProcess(sleeper);
    }
  });
});

describe('the foreground entry', () => {
  test('is the orchestrator, refuses to be the second one, and ends when asked to', async () => {
    const at = quietWorkspace();
    const first = startOps(['daemon', 'run'], { workspace: at.root });
    await waitFor(() => orchestratorPid(at) !== null, { what: 'the orchestrator' });
    const second = await runOps(['daemon', 'run'], { workspace: at.root });
    expect(second.code).toBe(78);
    expect(second.stderr).toContain('is the orchestrator');
    const sent = await runJson<{ status: string }>(['sessions', 'send', 'ops-orchestrator', 'status'], {
      workspace: at.root,
    });
    expect(sent.data.status).toBe('ok');
    const ended = once(first, 'exit');
    first.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(orchestratorView(at)?.status).toBe('done');
  });

  test('with --wait takes over when the one before it has died', async () => {
    const at = quietWorkspace();
    await startOrchestrator(at);
    const waiting = startOps(['daemon', 'run', '--wait'], { workspace: at.root });
    let said = '';
    waiting.stderr?.on('data', (data: Buffer) => {
      said += data;
    });
    await waitFor(() => said.includes('waiting until it has gone'), { what: 'the waiting' });
    const before = await killOrchestrator(at);
    await waitFor(() => orchestratorPid(at), { what: 'the next orchestrator' });
    expect(orchestratorPid(at)).not.toBe(before.pid);
    expect((await runOps(['agents', 'stop', 'ops-orchestrator'], { workspace: at.root })).code).toBe(0);
    await waitFor(() => waiting.exitCode !== null, { what: 'the end of the foreground' });
    expect(waiting.exitCode).toBe(0);
  });

  test('started by a script can be stopped like any other, and the script lives', async () => {
    const at = quietWorkspace();
    const line = `"$1" "$2" daemon run --workspace "$3"; echo "script goes on after $?"`;
    const args = ['-c', line, 'sh', process.execPath, PROGRAM, at.root];
    const script = spawn('/bin/sh', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(script, 'close');
    let said = '';
    script.stdout.on('data', (data: Buffer) => {
      said += data;
    });
    await waitFor(() => orchestratorPid(at) !== null, { what: 'the orchestrator' });
    expect((await runOps(['agents', 'stop', 'ops-orchestrator'], { workspace: at.root })).code).toBe(0);
    await closed;
    expect(said).toContain('script goes on after 0');
  });
});

describe('with a service manager', () => {
  test('the whole life: install, take over from a process, restart, stop, uninstall', async () => {
    const at = quietWorkspace();
    const { env, said } = fakeSystemd();
    const options = { workspace: at.root, env };
    const before = await startOrchestrator(at);
    const installed = await runJson<{ name: string; enabled: boolean }>(['daemon', 'install', '--now'], options);
    expect(installed.data.enabled, installed.stderr).toBe(true);
    const unit = `${installed.data.name}.service`;
    expect(said()).toEqual(
      expect.arrayContaining(['--user daemon-reload', `--user enable ${unit}`, `--user start ${unit}`]),
    );
    // The one by hand would have kept the service out.
    expect(ownerState(before)).toBe('dead');
    const first = orchestratorPid(at);
    const status = await runJson<{ service: { state: { active: boolean; pid: number }; drift: string[] } }>(
      ['daemon', 'status'],
      options,
    );
    expect(status.data.service).toMatchObject({ drift: [], state: { active: true, pid: first } });
    expect((await runOps(['daemon', 'start'], options)).stdout).toContain('runs already');
    expect((await runOps(['daemon', 'restart'], options)).code).toBe(0);
    expect(said()).toContain(`--user restart ${unit}`);
    const second = orchestratorPid(at);
    expect(second).not.toBe(first);
    expect((await runOps(['daemon', 'stop'], options)).code).toBe(0);
    expect(orchestratorPid(at)).toBeNull();
    const gone = await runJson<{ removed: boolean }>(['daemon', 'uninstall'], options);
    expect(gone.data.removed).toBe(true);
  });

  test('start says which program has moved instead of failing later', async () => {
    const at = quietWorkspace();
    const { env } = fakeSystemd();
    const options = { workspace: at.root, env };
    const { data } = await runJson<{ path: string }>(['daemon', 'install'], options);
    writeFileSync(data.path, readFileSync(data.path, 'utf8').replaceAll(process.execPath, '/gone/node'));
    const started = await runOps(['daemon', 'start'], options);
    expect(started.code).toBe(1);
    expect(started.stderr).toContain('/gone/node');
  });
});
