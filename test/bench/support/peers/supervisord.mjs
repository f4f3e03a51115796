import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAEMON = '/usr/bin/supervisord';
const CLIENT = '/usr/bin/supervisorctl';

export const why = existsSync(DAEMON) ? null : 'it is not installed (apt-get install supervisor)';
export const version = () => spawnSync(DAEMON, ['--version'], { encoding: 'utf8' }).stdout.trim();

/** Its own splitting of words: quoted, and a percent sign doubled. */
function command(argv) {
  return argv
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(' ')
    .replaceAll('%', '%%')
    .replaceAll('\n', ' ');
}

export function startSupervisord(apps) {
  const home = mkdtempSync(join(tmpdir(), 'ops-bench-supervisord-'));
  const socket = join(home, 'sock');
  const programs = Object.entries(apps).map(
    ([name, argv]) => `[program:${name}]\ncommand=${command(argv)}\nautorestart=true\nstartsecs=0\n`,
  );
  writeFileSync(
    join(home, 'conf'),
    `[supervisord]\nnodaemon=false\npidfile=${home}/pid\nlogfile=${home}/log\nchildlogdir=${home}\nminfds=4096\n` +
      `[unix_http_server]\nfile=${socket}\n[supervisorctl]\nserverurl=unix://${socket}\n` +
      `[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n${programs.join('')}`,
  );
  const started = spawnSync(DAEMON, ['-c', join(home, 'conf')], { encoding: 'utf8' });
  if (started.status !== 0) throw new Error(`supervisord: ${started.stderr}${started.stdout}`.slice(0, 300));
  const client = [CLIENT, '-c', join(home, 'conf')];
  return {
    name: 'supervisord',
    env: {},
    list: [...client, 'status'],
    start: null,
    restartAll: [...client, 'restart', 'all'],
    daemon: () => Number(readFileSync(join(home, 'pid'), 'utf8')),
    helpers: () => [],
    end() {
      const pid = Number(readFileSync(join(home, 'pid'), 'utf8'));
      spawnSync(CLIENT, ['-c', join(home, 'conf'), 'shutdown']);
      const deadline = performance.now() + 60_000;
      while (existsSync(`/proc/${pid}`) && performance.now() < deadline) spawnSync('sleep', ['0.2']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
