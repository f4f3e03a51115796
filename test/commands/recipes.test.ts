import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { CALM, makeFolder, makeWorkspace, PROGRAM, PROJECT, stopOrchestrator } from '../helpers/index.ts';

const FOLDER = join(PROJECT, 'docs', 'recipes');

/** What each prints last, as a sign that it did what its page says. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'alert-from-cron.md': /stock_empty: stock\.csv is empty.*state=resolved: so it is/s,
  'follow-events.md': /^agent:import:subagent:\S+: done/m,
  'nightly-backup-check.md': /the backup is whole\ngood ops-\S+ \d+ files/,
  'page-on-log-pattern.md': /critical .*FATAL out of memory/,
  'restart-on-failure.md': /agent:web:main running restarts [1-9]/,
  'restart-when-unhealthy.md': /worker restarts [1-9]/,
  'wait-for-a-run.md': /42 rows copied.*exit 3, failed/s,
};

test('every recipe has a test', () => {
  expect(readdirSync(FOLDER).filter((name) => name !== 'README.md')).toEqual(Object.keys(EXPECTED));
});

test.each(Object.entries(EXPECTED))(
  '%s does what it says, exactly as printed',
  async (name, expected) => {
    const [, script = ''] = /```sh\n(.*?)```/s.exec(readFileSync(join(FOLDER, name), 'utf8')) ?? [];
    const at = makeWorkspace(CALM);
    const programs = makeFolder();
    writeFileSync(join(programs, 'ops'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
    chmodSync(join(programs, 'ops'), 0o755);
    const env = { PATH: `${programs}:${process.env.PATH}`, HOME: programs, OPS_WORKSPACE: at.root, TZ: 'UTC' };
    const child = spawn('bash', ['-eu', '-c', script], {
      cwd: dirname(at.root),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    expect([code, errors.split('\n').filter((line) => line.startsWith('ops: '))]).toEqual([0, []]);
    expect(out).toMatch(expected);
    await stopOrchestrator(at);
  },
  60_000,
);
