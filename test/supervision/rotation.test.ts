import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Desk } from '../../src/agents/orchestrator/desk.ts';
import { keepRotating } from '../../src/agents/orchestrator/rotation.ts';
import { adoptRun, startLanes } from '../../src/agents/orchestrator/runs.ts';
import { readProcessStat } from '../../src/core/process/identity.ts';
import { outputPath } from '../../src/core/sessions/settle.ts';
import { waitFor } from '../helpers/index.ts';
import { makeDesk, unitOf } from './support/fleet.ts';

/** Numbered lines, as fast as it goes, of a process and of another outside of its group; then it lives on in silence. */
const LINES = 60_000;
const FLOOD = `
const { writeSync } = require('node:fs');
for (let n = 0; n < ${LINES}; n++) writeSync(1, process.argv[1] + ' ' + n + ' ' + 'x'.repeat(60) + '\\n');
writeSync(1, process.argv[1] + ' end\\n');
setInterval(() => {}, 60000);
`;

function files(desk: Desk): string[] {
  return readdirSync(desk.at.output).sort();
}

/** Every line of the output and of what was rotated away, oldest first. */
function lines(desk: Desk, id: string): string[] {
  const path = outputPath(desk.at, id);
  const rotated = files(desk).filter((name) => name.startsWith(`${id}.log.`));
  const texts = rotated.map((name) => {
    const bytes = readFileSync(join(desk.at.output, name));
    return name.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
  });
  return [...texts, readFileSync(path, 'utf8')].join('').split('\n').slice(0, -1);
}

test('a flood of output is rotated again and again, and no line is lost, doubled or cut, also of what left the group', async () => {
  const flood = (name: string) => `"${process.execPath}" -e "$0" ${name}`;
  const command = ['sh', '-c', `setsid ${flood('outside')} & ${flood('inside')}`, FLOOD];
  const desk = await makeDesk({ loud: { command, persistent: true, log: { max_mb: 0.3, keep: 1_000 } } });
  await startLanes(desk, unitOf(desk, 'loud'));
  const stop = keepRotating(desk, 20);
  const ended = () => lines(desk, 'loud.main').filter((line) => line.endsWith(' end')).length === 2;
  await waitFor(() => files(desk).every((name) => !name.endsWith('.tmp')) && ended(), {
    limitMs: 25_000,
    what: 'the end of the flood',
    everyMs: 300,
  });
  stop();
  expect(files(desk).length).toBeGreaterThan(2);
  const all = lines(desk, 'loud.main');
  for (const name of ['inside', 'outside']) {
    const own = all.filter((line) => line.startsWith(`${name} `));
    expect(own.slice(0, -1).map((line) => Number(line.split(' ')[1]))).toEqual(
      Array.from({ length: LINES }, (_, n) => n),
    );
  }
  expect(all.length).toBe(2 * LINES + 2);
});

test('only so many rotated files are kept, compressed', async () => {
  const command = ['sh', '-c', 'while :; do echo "$0"; done', 'y'.repeat(500)];
  const desk = await makeDesk({ loud: { command, persistent: true, log: { max_mb: 0.05, keep: 2 } } });
  await startLanes(desk, unitOf(desk, 'loud'));
  const stop = keepRotating(desk, 150);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  stop();
  const [pid = 0] = [[...unitOf(desk, 'loud').runs.values()][0]?.record.owner?.pid];
  process.kill(-pid, 'SIGKILL');
  await waitFor(() => files(desk).every((name) => !/\.\d{8}T\d+Z(\.gz\.tmp)?$/.test(name)), {
    what: 'the end of the packing',
  });
  expect(files(desk).filter((name) => name.endsWith('.gz'))).toHaveLength(2);
});

test.each([
  ['before the output was emptied', 'one\ntwo\n', 'one\n', ['one', 'two']],
  ['after the output was emptied', '', 'one\ntwo\n', ['one', 'two']],
])(
  'a rotation that a crash cut off %s is put right, and the run goes on',
  async (_when, inOutput, inCopy, expected) => {
    const desk = await makeDesk({ quiet: { command: ['sleep', '600'], persistent: true } });
    const unit = unitOf(desk, 'quiet');
    const [record] = await startLanes(desk, unit);
    if (record?.owner === null || record === undefined) throw new Error('it did not start');
    unit.runs.clear();
    const { pid } = record.owner;
    process.kill(-pid, 'SIGSTOP');
    await waitFor(() => readProcessStat(pid)?.state === 'T');
    writeFileSync(join(desk.at.run, 'quiet.main.rotating'), '');
    writeFileSync(outputPath(desk.at, 'quiet.main'), inOutput);
    writeFileSync(`${outputPath(desk.at, 'quiet.main')}.20261122T190405123Z`, inCopy);
    adoptRun(desk, unit, record);
    keepRotating(desk, 60_000)();
    await waitFor(() => files(desk).every((name) => name.endsWith('.log') || name.endsWith('.gz')), {
      what: 'the packing',
    });
    expect(lines(desk, 'quiet.main')).toEqual(expected);
    await waitFor(() => readProcessStat(pid)?.state !== 'T', { what: 'the going on' });
    expect(existsSync(join(desk.at.run, 'quiet.main.rotating'))).toBe(false);
  },
);
