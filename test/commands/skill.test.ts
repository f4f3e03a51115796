import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openIncident } from '../../src/core/incidents/open.ts';
import {
  CALM,
  makeFolder,
  makeWorkspace,
  PROGRAM,
  PROJECT,
  runOps,
  startOrchestrator,
  stopOrchestrator,
} from '../helpers/index.ts';
import { blockLines } from './shell-lines.ts';

const SKILL = readFileSync(join(PROJECT, 'skills', 'ops', 'SKILL.md'), 'utf8');

test('the front matter is what OpenClaw reads: a name, a description, and what it needs as JSON in one line', () => {
  const [, head = ''] = /^---\n(.*?)\n---\n/s.exec(SKILL) ?? [];
  const fields = Object.fromEntries(head.split('\n').map((line) => /^(\w+): (.*)$/.exec(line)?.slice(1) ?? []));
  expect(Object.keys(fields)).toEqual(['name', 'description', 'metadata']);
  expect(fields.name).toBe('ops');
  expect(JSON.parse(fields.metadata)).toMatchObject({ openclaw: { requires: { bins: ['ops'] } } });
});

test('every command of the skill runs as it is printed', async () => {
  const at = makeWorkspace({ ...CALM, agents: { web: { command: ['true'] } } });
  await startOrchestrator(at);
  const ops = (...args: string[]) => runOps(args, { workspace: at.root });
  const [raised] = await Promise.all([
    ops('alerts', 'raise', 'Disk is full', '--name', 'disk', '--wait', '--json'),
    ops('agents', 'spawn', 'metrics-collector', '--wait'),
    ops('agents', 'spawn', 'logs-analyzer', '--wait'),
  ]);
  const incident = openIncident(at, { title: 'slow', severity: 'warning', by: 'me', message: null }, Date.now());
  const named: Record<string, string> = {
    FINGERPRINT: JSON.parse(raised.stdout).fingerprint,
    ID: incident,
    SESSION: 'ops-orchestrator',
  };
  const programs = makeFolder();
  writeFileSync(join(programs, 'ops'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(join(programs, 'ops'), 0o755);
  const lines = blockLines(SKILL, ['sh']).filter((line) => line.startsWith('ops '));
  expect(lines.length).toBeGreaterThan(15);
  // One shell for all of them. Each says by its exit code what it found: a machine that is not well is no mistake.
  const script = lines.map(
    (line) => `${line.replaceAll(/\b(?:FINGERPRINT|ID|SESSION)\b/g, (word) => named[word] ?? word)}\necho "rc $?" >&3`,
  );
  const env = { PATH: `${programs}:${process.env.PATH}`, HOME: programs, OPS_WORKSPACE: at.root };
  const child = spawn('bash', ['-c', script.join('\n')], {
    cwd: programs,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [codes] = await Promise.all([
    text(child.stdio[3] as never),
    text(child.stdout as never),
    text(child.stderr as never),
  ]);
  const failed = codes
    .trim()
    .split('\n')
    .flatMap((code, index) => (code === 'rc 0' ? [] : [`${lines[index]}: ${code}`]));
  const allowed = (line: string) => /^ops health .*rc [123]$/.test(line) || /^ops approvals get ID .*rc 1$/.test(line);
  expect(failed.filter((line) => !allowed(line))).toEqual([]);
  await stopOrchestrator(at);
}, 60_000);
