import { expect, test } from 'vitest';
import { fillTemplate } from '../../src/commands/template.ts';
import { addMark } from '../../src/core/events/mark.ts';
import { makeWorkspace, runOps, storeRecord } from '../helpers/index.ts';

const DATA = {
  count: 2,
  sessions: [
    { key: 'a', pid: 1, usage: { cpu: 2 } },
    { key: 'b\u001b[31m', pid: null, usage: null },
  ],
};

test('a template prints a line for each row, what is unknown as -, and nothing that a terminal would obey', () => {
  expect(fillTemplate('{{key}}\\t{{ pid }}', DATA)).toBe('a\t1\nb\t-\n');
  expect(fillTemplate('{{usage.cpu}}', DATA)).toBe('2\n-\n');
  expect(fillTemplate('{{ok}}', { ok: true })).toBe('true\n');
  expect(fillTemplate('{{key}}', { sessions: [] })).toBe('');
  expect(fillTemplate('{{usage}}', DATA)).toBe('{"cpu":2}\n-\n');
});

test('a key that is not there is an error that names those that are', () => {
  expect(() => fillTemplate('{{pids}}', DATA)).toThrow('there is no pids');
});

test('--jq and --format work on any command with data, before and behind its name, and a wrong filter is a wrong usage', async () => {
  const at = makeWorkspace();
  storeRecord(at, { agentId: 'web', kind: 'main' });
  const ops = (...args: string[]) => runOps(args, { workspace: at.root });
  expect(await ops('sessions', 'list', '--jq', '.sessions[].key')).toMatchObject({
    code: 0,
    stdout: 'agent:web:main\n',
  });
  expect(await ops('--jq', '.count', 'sessions')).toMatchObject({ code: 0, stdout: '1\n' });
  expect(await ops('sessions', '--format', '{{agentId}} {{kind}}')).toMatchObject({ code: 0, stdout: 'web main\n' });
  const wrong = await ops('sessions', '--jq', '.sessions[');
  expect(wrong).toMatchObject({ code: 64, stdout: '' });
  expect(wrong.stderr).toContain('jq:');
  expect(await ops('sessions', '--format', '{{nope}}')).toMatchObject({ code: 64, stdout: '' });
  expect((await ops('report', 'daily', '--format', 'json')).stdout).toContain('"kind"');
});

test('a filter of what is printed in lines is for each line, also where it ends in a comment', async () => {
  const at = makeWorkspace();
  for (const text of ['one', 'two']) addMark(at, { by: 'me', text }, Date.now());
  const ops = (...args: string[]) => runOps(['events', ...args], { workspace: at.root });
  expect(await ops('--jq', '.text # of each')).toMatchObject({ code: 0, stdout: 'one\ntwo\n' });
  expect(await ops('--format', '{{subject}} {{text}}')).toMatchObject({ code: 0, stdout: 'me one\nme two\n' });
});

test('what a row has not is taken from what is around it', () => {
  expect(
    fillTemplate('{{health}} {{text}} {{root}}', { root: '/srv', problems: [{ health: 'warning', text: 'full' }] }),
  ).toBe('warning full /srv\n');
});

test('what prints as it goes, and has no end, says that a filter does not apply', async () => {
  const at = makeWorkspace();
  for (const args of [
    ['events', '--follow', '--jq', '.x'],
    ['logs', 'follow', '/dev/null', '--jq', '.'],
  ]) {
    const ran = await runOps(args, { workspace: at.root });
    expect(ran).toMatchObject({ code: 64, stdout: '' });
    expect(ran.stderr).toContain('--jq');
  }
});
