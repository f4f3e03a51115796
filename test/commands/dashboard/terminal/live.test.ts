import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readMemory } from '../../../../src/commands/dashboard/data/memory.ts';
import { cells } from '../../../../src/commands/dashboard/view/cells.ts';
import { readApproval, requestApproval } from '../../../../src/core/healing/approvals/store.ts';
import { orchestratorView } from '../../../../src/core/orchestrator-client.ts';
import { tray } from '../../../../src/core/sessions/mailbox.ts';
import { outputPath } from '../../../../src/core/sessions/settle.ts';
import { bundleProgram } from '../../../helpers/bundle.ts';
import {
  endProcessesOf,
  makeWorkspace,
  PROGRAM,
  plannedWorkspace,
  runJson,
  runOps,
  startOrchestrator,
  storeRecord,
  waitFor,
} from '../../../helpers/index.ts';
import { cleanEnvironment } from '../../../helpers/run-ops.ts';
import { approval } from '../fleet.ts';
import { hasTmux, startTmux } from '../tmux.ts';

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
const DASHBOARD = `${process.execPath} ${PROGRAM} dashboard`;
const MAILBOX = 'ops-orchestrator.main';

/** Messages that were ever stored for the orchestrator. */
function letters(at: ReturnType<typeof makeWorkspace>): number {
  return (['incoming', 'taken'] as const).reduce((sum, name) => sum + readdirSync(tray(at, MAILBOX, name)).length, 0);
}

test.skipIf(!hasTmux)(
  'in a real terminal: open, filter, select, answer no and yes, approve, write, resize, suspend, quit; the shell is as it was',
  async () => {
    const at = makeWorkspace({
      agents: { 'metrics-collector': { enabled: false }, 'logs-analyzer': { schedule: '0 0 1 1 *' } },
    });
    await startOrchestrator(at);
    const tmux = startTmux({ columns: 80, rows: 24 }, { OPS_WORKSPACE: at.root });
    tmux.type('seq 1 60');
    tmux.press('Enter');
    await tmux.waitForText('60');
    const history = tmux.ask('#{history_size}');

    tmux.type(DASHBOARD);
    tmux.press('Enter');
    await tmux.waitForText('● live');
    expect(tmux.ask('#{alternate_on}')).toBe('1');

    tmux.type('/logs');
    await tmux.waitForText('1 of');
    tmux.press('Enter');
    await tmux.waitForText('▸ . logs-analyzer');
    tmux.press('p');
    await tmux.waitForText('Pause logs-analyzer? y/n');
    tmux.press('n');
    await tmux.waitForText('not done');
    expect(letters(at)).toBe(0);

    tmux.press('p');
    await tmux.waitForText('Pause logs-analyzer? y/n');
    tmux.press('y');
    await tmux.waitForText('= logs-analyzer');
    expect(letters(at)).toBe(1);

    const { id } = requestApproval(at, approval('0000000a'), Date.now());
    await tmux.waitForText('may disk_full run on /var?');
    tmux.press('a');
    await tmux.waitForText('y approve');
    tmux.press('y');
    await tmux.waitForText('Approve: may disk_full');
    expect(readApproval(at, id)).toMatchObject({ decision: null });
    tmux.press('y');
    await waitFor(
      () => {
        const found = readApproval(at, id);
        return found !== null && typeof found !== 'string' && found.decision?.decision === 'allow-once';
      },
      { what: 'the approval' },
    );
    tmux.press('M');
    await tmux.waitForText('to ops-orchestrator:');
    tmux.type('상태');
    await tmux.waitForText('상태');
    tmux.press('Enter');
    await waitFor(() => letters(at) === 2, { what: 'the message' });

    tmux.resize(160, 48);
    await tmux.waitForText('┌─ Needs you');
    tmux.resize(40, 8);
    await tmux.waitForText('? help');
    expect(
      tmux
        .screen()
        .split('\n')
        .every((line) => line.length <= 40),
    ).toBe(true);
    tmux.resize(80, 24);
    await tmux.waitForText('m message');

    tmux.press('C-z');
    await tmux.waitForText('Stopped');
    expect(tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    tmux.type('fg');
    tmux.press('Enter');
    await tmux.waitForText('● live');

    tmux.press('q');
    await waitFor(() => tmux.ask('#{alternate_on} #{cursor_flag} #{pane_current_command}') === '0 1 bash', {
      what: 'the shell',
    });
    expect(Number(tmux.ask('#{history_size}'))).toBeGreaterThanOrEqual(Number(history));
    expect(tmux.screen()).toContain('60');
    // The next start begins as this one was left.
    expect(readMemory(at)).toMatchObject({ filter: 'logs' });
    expect(orchestratorView(at)?.live).toBe('live');
    await endProcessesOf(at.root);
  },
  60_000,
);

/** The process that the shell runs now. */
function childOf(shell: string): number | null {
  const [first] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
  return first === undefined || first === '' ? null : Number(first);
}

test.skipIf(!hasTmux).each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('ended by %s it gives the terminal back, and the shell hears of the signal', async (signal, code) => {
  const at = makeWorkspace();
  storeRecord(at, { label: 'someone' });
  const tmux = startTmux({ columns: 80, rows: 24 }, { OPS_WORKSPACE: at.root });
  tmux.type(DASHBOARD);
  tmux.press('Enter');
  await tmux.waitForText('someone');
  process.kill(childOf(tmux.ask('#{pane_pid}')) ?? Number.NaN, signal);
  await waitFor(() => tmux.ask('#{alternate_on} #{cursor_flag} #{pane_current_command}') === '0 1 bash', {
    what: 'the shell',
  });
  // What is typed is seen again, and Enter is Enter: the line discipline is back.
  tmux.type('echo code=$?');
  tmux.press('Enter');
  await tmux.waitForText(`\ncode=${code}`);
});

test.skipIf(!hasTmux)(
  'a pager gets the terminal and gives it back; ^C in it is not meant for the dashboard',
  async () => {
    const at = makeWorkspace();
    const { id } = storeRecord(at, { label: 'someone' });
    writeFileSync(outputPath(at, id), 'the whole output\n');
    const pager = join(at.root, 'pager.sh');
    writeFileSync(
      pager,
      '#!/bin/sh\ntrap "echo interrupted" INT\necho paged; cat "$1"\nuntil read line; do :; done\n',
      { mode: 0o700 },
    );
    const tmux = startTmux({ columns: 80, rows: 24 }, { OPS_WORKSPACE: at.root, PAGER: pager });
    tmux.type(DASHBOARD);
    tmux.press('Enter');
    await tmux.waitForText('▸ > someone');
    tmux.press('o');
    await tmux.waitForText('paged\nthe whole output');
    await waitFor(() => tmux.ask('#{alternate_on}') === '0', { what: 'the terminal of the pager' });
    tmux.press('C-c');
    await tmux.waitForText('interrupted');
    tmux.press('Enter');
    await tmux.waitForText('▸ > someone');
    tmux.press('q');
    await waitFor(() => tmux.ask('#{alternate_on} #{pane_current_command}') === '0 bash', { what: 'the shell' });
  },
);

/** A terminal that takes nothing: `script` gives one, and nobody reads what it passes on. */
test.skipIf(!hasScript)(
  'something new rings once; a terminal that takes nothing holds up neither the keys nor a signal',
  async () => {
    const at = makeWorkspace();
    storeRecord(at, { label: 'someone' });
    const command = `stty cols 160 rows 48; exec ${DASHBOARD}`;
    const env = { ...cleanEnvironment({}), TERM: 'xterm-256color', OPS_WORKSPACE: at.root };
    const child = spawn('script', ['-q', '-f', '-c', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    await waitFor(() => text.includes('someone'), { what: 'the first frame' });
    writeFileSync(join(at.urgentAlerts, 'disk.json'), '{"severity":"critical","message":"disk full\\u001b[2J"}');
    const rings = () => text.split('\u0007\u001b]9;ops: critical: disk full').length - 1;
    await waitFor(() => rings() > 0, { what: 'the bell' });
    writeFileSync(join(at.status, 'more'), '');
    const pid = childOf(String(child.pid)) ?? Number.NaN;
    child.stdin.write('R');
    await delay(300);
    expect(rings()).toBe(1);
    child.stdout.pause();
    // Each paints nearly the whole screen: far more than every buffer on the way holds.
    for (let press = 0; press < 60; press += 1) {
      child.stdin.write('z');
      child.stdin.write('?\u001b[A\u001b');
      await delay(40);
    }
    process.kill(pid, 'SIGTERM');
    await waitFor(() => isGone(pid), { what: 'its end', everyMs: 20 });
    child.kill();
  },
  30_000,
);

function isGone(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

test.skipIf(!hasTmux).each(['throw', 'reject'])(
  'a crash by %s gives the terminal back before it says what was wrong',
  async (how) => {
    const program = await bundleProgram(join(import.meta.dirname, 'crash-program.ts'));
    const tmux = startTmux({ columns: 80, rows: 24 }, {});
    tmux.type(`${process.execPath} ${program} ${how}; echo code=$?`);
    tmux.press('Enter');
    const screen = await tmux.waitForText('\ncode=1');
    expect(tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    expect(screen).toContain('the dashboard failed');
    expect(screen).toContain('a fault in the view');
  },
);

test('one frame for a pipe is plain, as wide as asked, and ends', async () => {
  const at = makeWorkspace();
  storeRecord(at, { label: '야간-백업', task: 'nightly' });
  const ran = await runOps(['dashboard', '--once', '--width', '70'], { workspace: at.root });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('야간-백업');
  expect(ran.stdout).not.toContain('\u001b');
  for (const line of ran.stdout.split('\n')) expect(cells(line)).toBeLessThanOrEqual(70);
  const dumb = await runOps(['dashboard'], { workspace: at.root, env: { TERM: 'dumb' } });
  expect(dumb).toMatchObject({ code: 0, stdout: expect.stringContaining('야간-백업') });
  const { data } = await runJson<{ version: number; rows: unknown[] }>(['dashboard', '--once'], { workspace: at.root });
  expect(data).toMatchObject({ version: 1, rows: [{ name: '야간-백업', state: 'running' }] });
});

test('without a workspace it says how to make one', async () => {
  const ran = await runOps(['dashboard'], { workspace: plannedWorkspace().root });
  expect(ran.code).toBe(78);
  expect(ran.stderr).toContain('ops init');
});
