import { expect, test } from 'vitest';
import { matches } from '../../../src/commands/dashboard/state/filter.ts';
import { worldOf } from '../../../src/commands/dashboard/state/model.ts';
import { screenOf } from '../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { agent, fleet, pilot, session } from './fleet.ts';

function line(self: ReturnType<typeof pilot>, name: string): string {
  const { table } = screenOf(self.state, self.world, paintOf('plain'));
  return table.lines.find((text) => text.includes(name)) ?? '';
}

test('^space marks all from the last mark to here, in the order that is on the screen', () => {
  const self = pilot();
  self.select('agent:backup');
  self.press(' ');
  self.select('agent:ops-orchestrator');
  self.press('^space');
  expect(self.state.marks).toEqual(['agent:backup', 'agent:metrics-collector', 'agent:ops-orchestrator']);
  self.press('^space');
  expect(self.state.marks).toHaveLength(3);
});

test('what has done something is marked until it is looked at, and what has gone quiet otherwise', () => {
  const self = pilot();
  const base = fleet();
  expect(line(self, 'web-crawler')).toMatch(/^ {2}> web/);
  self.read({ ...base, quiet: ['web-crawler.main'] });
  expect(line(self, 'web-crawler')).toMatch(/^ ◇> web/);
  self.select('agent:web-crawler');
  self.press('k');
  expect(line(self, 'web-crawler')).toMatch(/^ {2}> web/);
  self.read(base);
  expect(line(self, 'web-crawler')).toMatch(/^ ◆> web/);
});

test('a pause can be undone, and so can letting it go on', () => {
  const self = pilot();
  self.select('agent:cost-report');
  self.press('p', 'y', 'u');
  expect(self.state.mode).toMatchObject({ question: { text: 'Undo: pause cost-report?' } });
  self.press('y');
  expect(self.effects.map((effect) => ('text' in effect ? effect.text : ''))).toEqual([
    'resume cost-report',
    'pause cost-report',
  ]);
});

test('the undo of a pause leaves alone what was paused before it', () => {
  const self = pilot();
  self.select('agent:cost-report');
  self.press(' ');
  self.select('agent:docs-linter');
  self.press(' ', 'p', 'y', 'u');
  expect(self.state.mode).toMatchObject({ question: { text: 'Undo: resume docs-linter?' } });
});

test('a clock that is put back keeps neither what was said nor what could be undone', () => {
  const self = pilot();
  self.select('agent:cost-report');
  self.press('p', 'n');
  expect(self.state.toast?.text).toBe('not done');
  self.press('p', 'y');
  self.world = { ...self.world, now: self.world.now - 3_600_000 };
  self.send({ type: 'tick' });
  expect(self.state).toMatchObject({ toast: null, undo: null });
});

test.each([
  ['~wc', true],
  ['~lw', false],
  ['!~wc', false],
  ['state:run ~crwl', true],
])('the filter %j on web-crawler: %s', (filter, expected) => {
  const { state, world } = pilot();
  const row = worldOf(state, world).rows.find(({ name }) => name === 'web-crawler');
  expect(row !== undefined && matches(row, filter)).toBe(expected);
});

test('readings of a session that nobody has measured for long are not shown as if they were of now', () => {
  const usage = {
    at: '2026-03-04T11:50:00.000Z',
    cpuPercent: 18.3,
    memoryBytes: 1,
    processes: 1,
    files: 1,
    threads: 1,
  };
  const trend = { cpuPercent: [1, 2, 3], memoryBytes: [1, 2, 3] };
  const snapshot = fleet({
    sessions: [session('ops-orchestrator', 1), session('web', 2, { usage })],
    agents: { version: 1, at: '', orchestratorRunId: '', agents: [agent('web', { state: 'running' })] },
    usage: { 'web.main': trend },
  });
  const web = () => pilot({ snapshot }).world.rows.find(({ name }) => name === 'web');
  expect(web()).toMatchObject({ cpuPercent: null, memoryBytes: null, trendOf: 'runs' });
  usage.at = '2026-03-04T11:58:00.000Z';
  expect(web()).toMatchObject({ cpuPercent: 18.3, memoryBytes: 1, trendOf: 'cpu', trend: [1, 2, 3] });
});
