import { expect, test } from 'vitest';
import { contentOf } from '../../../src/commands/dashboard/state/contents.ts';
import { lastRuns, runsByHour } from '../../../src/commands/dashboard/state/runs.ts';
import { scheduleWords } from '../../../src/commands/dashboard/state/schedule-words.ts';
import { before, fleet, NOW, pilot, run } from './fleet.ts';

test.each([
  ['* * * * *', 'every 1m'],
  ['*/5 * * * *', 'every 5m'],
  ['*/15 * * * * *', 'every 15s'],
  ['0 * * * *', 'hourly'],
  ['7 * * * *', 'hourly at :07'],
  ['0 */6 * * *', 'every 6h'],
  ['0 2 * * *', '02:00 daily'],
  ['30 14 * * 1-5', 'Mon-Fri 14:30'],
  ['0 6 * * 1', 'Mon 06:00'],
  ['0 6 * * 7', 'Sun 06:00'],
  ['0 9 1 * *', 'day 1 09:00'],
  // What is not one of the usual ones is shown as it is written, never as something near it.
  ['0 9 1 * 1', '0 9 1 * 1'],
  ['0 9 * 2 *', '0 9 * 2 *'],
  ['5 */6 * * *', '5 */6 * * *'],
  ['0,30 2 * * *', '0,30 2 * * *'],
  ['30 0 2 * * *', '30 0 2 * * *'],
  ['every 10m', 'every 10m'],
])('the schedule %j reads %j', (schedule, words) => {
  expect(scheduleWords(schedule)).toBe(words);
});

test('the last ten runs are marks, with how many were good and how long half of them took', () => {
  const runs = Array.from({ length: 12 }, (_, index) =>
    run('a', index, { status: index === 5 ? 'failed' : index === 6 ? 'killed' : 'done', durationMs: index * 1_000 }),
  );
  expect(lastRuns(runs)).toBe('+++x-+++++  8/10 ok  p50 7.0s');
  expect(lastRuns([])).toBeNull();
});

test('runs are counted by the hour, and before the run log begins nothing is known', () => {
  const runs = [run('a', 1, { endedAt: before(130) }), run('a', 2, { endedAt: before(70) }), run('a', 3)];
  expect(runsByHour(runs, 5, NOW, () => true)).toEqual([null, null, 1, 1, 1]);
  expect(runsByHour(runs, 5, NOW, ({ runId }) => runId === runs[2]?.runId)).toEqual([null, null, 0, 0, 1]);
});

test('the tab of schedules has the next run first and what is paused last', () => {
  const self = pilot({ columns: 160, rows: 48 });
  self.press('0');
  const lines = contentOf(self.state, self.world, 150).map(({ text }) => text.trim().split(/\s{2,}/));
  expect(lines.map((parts) => parts.slice(0, 4).join(' | '))).toEqual([
    '4m | 12:04:00 | backup | hourly',
    '4m | 12:04:00 | metrics-collector | every 5m',
    '24m | 12:24:00 | docs-linter | hourly',
    '14h | 03-05 02:00 | nightly-tests | 02:00 daily',
    'paused | cost-report | day 1 09:00 | never ran',
  ]);
});

test('the tab of incidents has the open ones, whoever has them, then those that are over', () => {
  const [incident] = fleet().incidents;
  if (incident === undefined) throw new Error('the fleet has an incident');
  const resolved = [{ file: 'INC-30', title: 'lock held', at: before(2_880) }];
  const incidents = [{ ...incident, acknowledgedBy: 'kim' }];
  const self = pilot({ snapshot: fleet({ incidents, resolved }) });
  self.press('4');
  expect(contentOf(self.state, self.world, 150).map(({ text }) => text.replaceAll(/\s+/g, ' '))).toEqual([
    'x warning 9h nightly-tests failed 3 nights running (kim has it) (INC-31)',
    '+ resolved 2d lock held (INC-30)',
  ]);
});
