import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCRIPTS, type Shell } from '../../../src/commands/completion/scripts.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { makeFolder, makeWorkspace, PROGRAM, runJson, runOps, waitFor, writeFile } from '../../helpers/index.ts';
import { storeRecord } from '../../helpers/records.ts';

/** `script` gives bash a terminal: without one, readline and with it completion is off. The flags are util-linux's. */
const hasTerminal = spawnSync('script', ['-q', '-e', '-c', 'bash --version', '/dev/null']).status === 0;
const PROMPT = 'READY> ';

let at: Layout;
let bash: ChildProcess;
let printed = '';

let commands = 0;

/** Types a line and Enter, and returns what is shown until its end. The quotes let what is typed differ from what echo prints. */
async function enter(keys: string): Promise<string> {
  printed = '';
  commands += 1;
  const end = `END-${commands}`;
  bash.stdin?.write(`${keys}; echo E""ND-${commands}\r`);
  await waitFor(() => printed.includes(PROMPT, printed.lastIndexOf(end)) && printed.includes(end), {
    what: `the end of ${JSON.stringify(keys)}`,
  });
  return printed;
}

/** Types a line, presses Tab, and returns the words that then stand there: printf is put before them (Ctrl-A), and Enter pressed. */
async function complete(typed: string): Promise<string[]> {
  const shown = await enter(`${typed}\t\u0001printf '<%s>' \u0005; echo`);
  const line = shown.split('\n').findLast((text) => text.startsWith('<')) ?? '';
  return [...line.matchAll(/<([^<>]*)>/g)].map((match) => match[1] ?? '');
}

beforeAll(async () => {
  if (!hasTerminal) return;
  at = makeWorkspace();
  const folder = makeFolder();
  storeRecord(at, { agentId: 'watcher', kind: 'main' });
  writeFile(join(folder, 'candidate one.yaml'), '');
  mkdirSync(join(folder, 'somewhere'));
  const program = writeFile(join(folder, 'bin', 'ops'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(program, 0o755);
  bash = spawn('script', ['-q', '-e', '-c', 'bash --norc --noprofile -i', '/dev/null'], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      OPS_WORKSPACE: at.root,
      TERM: 'dumb',
      PS1: PROMPT,
      INPUTRC: '/dev/null',
      COLUMNS: '500',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  bash.stdout?.on('data', (data) => {
    printed += String(data);
  });
  await waitFor(() => printed.includes(PROMPT), { what: 'the first prompt' });
  await enter('source <(ops completion bash)');
});

afterAll(() => {
  bash?.stdin?.end('\u0015exit\r');
});

test.skipIf(!hasTerminal).each([
  ['ops sess', ['ops', 'sessions']],
  ['ops sessions ta', ['ops', 'sessions', 'tail']],
  ['ops system heartbeat la', ['ops', 'system', 'heartbeat', 'last']],
  ['ops sessions list --sta', ['ops', 'sessions', 'list', '--status']],
  ['ops sessions list --status=tim', ['ops', 'sessions', 'list', '--status=timeout']],
  ['ops sessions --agent watc', ['ops', 'sessions', '--agent', 'watcher']],
  ['ops agents spawn metr', ['ops', 'agents', 'spawn', 'metrics-collector']],
  ['ops sessions status watc', ['ops', 'sessions', 'status', 'watcher']],
  ['ops sessions status agent:', ['ops', 'sessions', 'status', 'agent:watcher:main']],
  ['ops sessions status agent:watcher:m', ['ops', 'sessions', 'status', 'agent:watcher:main']],
  [
    'ops sessions send watcher -m "two words" --time',
    ['ops', 'sessions', 'send', 'watcher', '-m', 'two words', '--timeout-seconds'],
  ],
  ['ops config get quiet_hours.s', ['ops', 'config', 'get', 'quiet_hours.start']],
  ['ops config validate cand', ['ops', 'config', 'validate', 'candidate one.yaml']],
  ['ops --workspace some', ['ops', '--workspace', 'somewhere/']],
  ['ops --workspace=some', ['ops', '--workspace=somewhere/']],
  ['ops completion zs', ['ops', 'completion', 'zsh']],
  ['ops sessions nonsense', ['ops', 'sessions', 'nonsense']],
])('in bash, Tab after %j gives %j', async (typed, expected) => {
  expect(await complete(typed)).toEqual(expected);
});

test('the global flags that are completed are those of the program', async () => {
  const { stdout: help } = await runOps(['--help']);
  const { data } = await runJson<{ items: { value: string }[] }>(['__complete']);
  expect(data.items.length).toBeGreaterThan(5);
  const words = execFileSync(process.execPath, [PROGRAM, '__complete', '--', '--'], { encoding: 'utf8' });
  const offered = words.split('\n').flatMap((line) => /^--[\w-]+/.exec(line)?.[0] ?? []);
  const declared = [...help.matchAll(/^\s+(?:-\w, )?(--[\w-]+)/gm)].map((match) => match[1] ?? '');
  expect(offered.sort()).toEqual(declared.filter((name) => name !== '--version').sort());
});

test.each(['bash', 'zsh', 'fish'])('%s: --install writes the script and says where', async (shell) => {
  const home = makeFolder();
  const { data } = await runJson<{ file: string; changed: string[] }>(['completion', shell, '--install'], {
    cwd: home,
  });
  expect(data.changed).toContain(data.file);
  expect(data.file.startsWith(home)).toBe(true);
  expect(readFileSync(data.file, 'utf8')).toBe(SCRIPTS[shell as Shell]);
});

test('--install, repeated, leaves one line in the startup file and keeps what stands there', async () => {
  const home = makeFolder();
  writeFileSync(join(home, '.bashrc'), 'alias ll="ls -l"');
  for (let round = 0; round < 2; round += 1) await runOps(['completion', 'bash', '--install'], { cwd: home });
  const lines = readFileSync(join(home, '.bashrc'), 'utf8').trim().split('\n');
  expect(lines[0]).toBe('alias ll="ls -l"');
  expect(lines).toHaveLength(2);
  const loaded = spawnSync('bash', ['--norc', '-c', `. ${home}/.bashrc; complete -p ops`], { encoding: 'utf8' });
  expect(loaded.stdout.trim()).toBe('complete -F _ops ops');
});

test('a shell that is not known is wrong usage', async () => {
  expect((await runOps(['completion', 'tcsh'])).code).toBe(64);
});
