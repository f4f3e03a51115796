import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Path of pm2's bin/pm2, installed anywhere (npm i --prefix /tmp/pm2 pm2); it is not a dependency of this project. */
const PM2 = process.env.OPS_BENCH_PM2;

export const why = PM2 === undefined ? 'OPS_BENCH_PM2 does not name its program' : null;
export const version = () => JSON.parse(readFileSync(join(PM2, '..', '..', 'package.json'), 'utf8')).version;

export function startPm2(apps) {
  const home = mkdtempSync(join(tmpdir(), 'ops-bench-pm2-'));
  const env = { PM2_HOME: home };
  const run = (...words) => {
    const ran = spawnSync(process.execPath, [PM2, ...words], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      cwd: home,
    });
    if (ran.status !== 0) throw new Error(`pm2 ${words[0]}: ${ran.stderr}${ran.stdout}`.slice(0, 300));
    return ran.stdout;
  };
  const config = Object.entries(apps).map(([name, [script, ...args]]) => ({
    name,
    script,
    args,
    interpreter: 'none',
    min_uptime: 0,
    max_restarts: 100_000,
  }));
  writeFileSync(join(home, 'apps.json'), JSON.stringify({ apps: config }));
  run('start', 'apps.json');
  return {
    name: 'PM2',
    env,
    list: [process.execPath, PM2, 'jlist'],
    start: (name, [script, ...args]) => [
      process.execPath,
      PM2,
      'start',
      script,
      '--name',
      name,
      '--interpreter',
      'none',
      '--',
      ...args,
    ],
    restartAll: [process.execPath, PM2, 'restart', 'all'],
    daemon: () => Number(readFileSync(join(home, 'pm2.pid'), 'utf8')),
    helpers: () => [],
    end() {
      run('kill');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
