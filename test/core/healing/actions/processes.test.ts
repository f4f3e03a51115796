import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { restartUnitWith } from '../../../../src/core/healing/actions/restart-unit.ts';
import { runProgram, runProgramFrom } from '../../../../src/core/healing/actions/run-program.ts';
import { ACTION_SETTINGS } from '../../../../src/core/healing/actions/settings.ts';
import { signalProcess } from '../../../../src/core/healing/actions/signal-process.ts';
import { makeFolder, writeFile } from '../../../helpers/folders.ts';
import { contextIn, onlyStep, planAndRun, settingsOf } from './support/action.ts';

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

function script(text: string): string {
  const path = writeFile(join(makeFolder(), 'program'), `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.runIf(process.platform === 'linux')('signal_process', () => {
  it('ends the process of the plan, and refuses when it has ended', async () => {
    const child = spawn('sleep', ['60']);
    children.push(child);
    await once(child, 'spawn');
    const context = contextIn();
    const step = await onlyStep(signalProcess, settingsOf('signal_process', { pid: child.pid }), context);
    expect(step.target).toBe(`process ${child.pid} (sleep)`);
    expect(await signalProcess.precheck(step, context)).toBeNull();
    const other = structuredClone(step);
    Object.assign(other.detail.owner as object, { startTime: '1' });
    expect(await signalProcess.precheck(other, context)).toMatch(/another has its number/);
    expect((await signalProcess.run(other, context)).ok).toBe(false);
    expect(await signalProcess.run(step, context)).toMatchObject({ ok: true, text: 'sent TERM; it ended' });
    expect((await signalProcess.run(step, context)).ok).toBe(false);
  });

  it('never means init, itself, or what started it', async () => {
    const context = contextIn();
    for (const pid of [process.pid, process.ppid])
      expect(await signalProcess.plan(settingsOf('signal_process', { pid }), context)).toEqual([]);
    expect(ACTION_SETTINGS.signal_process.safeParse({ pid: 1 }).success).toBe(false);
    expect(ACTION_SETTINGS.signal_process.safeParse({ signal: 'KILL' }).success).toBe(false);
  });
});

describe('run_program', () => {
  it.each([
    ['/bin/rm', ['-rf', '/tmp/x']],
    ['/usr/bin/find', ['/', '-delete']],
    ['/usr/bin/docker', ['system', 'prune', '-f', '--volumes']],
    ['/usr/bin/docker', ['image', 'prune', '--force', '--all']],
    ['/bin/sh', ['-c', 'true']],
    ['/usr/bin/journalctl', ['--vacuum-size=1G; touch /tmp/x']],
    ['/usr/bin/journalctl', ['--vacuum-size=1G\ntouch']],
    ['/usr/bin/journalctl', ['--vacuum-size=1G', '>', '/tmp/x']],
    ['/usr/sbin/logrotate', ['--force', '/etc/logrotate.d/../../tmp/x']],
    ['/usr/bin/pkill', ['-f', 'node']],
    ['/usr/bin/../bin/rm', ['x']],
  ])('does not run %s %j', async (program, words) => {
    const settings = { program, arguments: words, timeout: 1_000, expect: [0] };
    await expect(runProgram.plan(settings, contextIn())).rejects.toThrow(/on no list|not on the list|may not be run/);
  });

  it('runs no shell, even where the configuration lists one', async () => {
    const action = runProgramFrom([{ paths: ['/bin/sh'], forms: [['-c', 'true']] }]);
    const settings = settingsOf('run_program', { program: '/bin/sh', arguments: ['-c', 'true'] });
    await expect(action.plan(settings, contextIn())).rejects.toThrow(/on no list/);
  });

  it('hands over arguments as they are, with a clean environment', async () => {
    process.env.OPS_TEST_TOKEN = 'leaked';
    const program = script('printf "%s\\n" "$@"; echo "token $OPS_TEST_TOKEN"; echo password=hunter2; exit 3');
    const words = ['$(touch /tmp/x)', '; echo hi', '*'];
    const action = runProgramFrom([{ paths: [program], forms: [words] }]);
    const given = { program, arguments: words, expect: [3] };
    const result = await planAndRun(action, settingsOf('run_program', given), contextIn());
    expect(result).toMatchObject({ ok: true, exitCode: 3 });
    expect(result.text).toBe('$(touch /tmp/x)\n; echo hi\n*\ntoken \npassword=[redacted]');
  });

  it('ends a program with all it started when its time is over', async () => {
    const marker = join(makeFolder(), 'marker');
    const program = script(`(sleep 1; touch ${marker}) & sleep 30`);
    const action = runProgramFrom([{ paths: [program], forms: [[]] }]);
    const result = await planAndRun(action, settingsOf('run_program', { program, timeout: '200ms' }), contextIn());
    expect(result.ok).toBe(false);
    expect(result.text).toMatch(/its time/);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(existsSync(marker)).toBe(false);
  });

  it('refuses a program that was changed since the plan, or that others may write', async () => {
    const program = script('true');
    const action = runProgramFrom([{ paths: [program], forms: [[]] }]);
    const context = contextIn();
    const step = await onlyStep(action, settingsOf('run_program', { program }), context);
    writeFile(program, '#!/bin/sh\necho changed\n');
    expect(await action.precheck(step, context)).toMatch(/another file/);
    expect((await action.run(step, context)).ok).toBe(false);
    chmodSync(program, 0o777);
    await expect(action.plan(settingsOf('run_program', { program }), context)).rejects.toThrow(/others may write/);
  });
});

describe('restart_unit', () => {
  const fake = (id: string, calls: string) =>
    script(
      `echo "$@" >> ${calls}\ncase "$*" in *show*) printf 'Id=${id}\\nLoadState=loaded\\nActiveState=failed\\nMainPID=0\\n';; esac`,
    );

  it('restarts by arguments, behind --', async () => {
    const calls = join(makeFolder(), 'calls');
    const action = restartUnitWith([fake('nginx.service', calls)]);
    expect(await planAndRun(action, settingsOf('restart_unit', { unit: 'nginx.service' }), contextIn())).toMatchObject({
      ok: true,
    });
    expect(readFileSync(calls, 'utf8').trim().split('\n').at(-1)).toBe(
      '--no-ask-password --no-pager restart -- nginx.service',
    );
  });

  it.each([
    '--force',
    '-H evil.service',
    'a b.service',
    '{service_name}',
    'nginx',
    '../x.service',
    'x.target',
    'x;y.service',
    '',
  ])('takes no unit named %j', (unit) => {
    expect(ACTION_SETTINGS.restart_unit.safeParse({ unit }).success).toBe(false);
  });

  it('restarts nothing on which the machine depends, by an alias neither', async () => {
    const calls = join(makeFolder(), 'calls');
    const action = restartUnitWith([fake('systemd-logind.service', calls)]);
    await expect(action.plan(settingsOf('restart_unit', { unit: 'alias.service' }), contextIn())).rejects.toThrow(
      /depends/,
    );
  });
});
