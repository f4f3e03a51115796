import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { screenOf } from '../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { detailOf, type Pilot, pilot } from './fleet.ts';

const LINES = Array.from({ length: 60 }, (_, index) =>
  index % 20 === 9 ? `12:00:${index} ERROR 한국어 timeout after timeout` : `12:00:${index} request ${index} served`,
);

function reading(output: readonly string[] = LINES, columns = 80): Pilot {
  const self = pilot({ columns, detail: detailOf('ops-orchestrator.main', output) });
  self.select('agent:ops-orchestrator');
  self.press('tab');
  return self;
}

function detail(self: Pilot): { note: string; lines: string[]; plain: string[] } {
  const { note, lines } = screenOf(self.state, self.world, paintOf('default')).detail;
  return { note, lines, plain: lines.map(stripVTControlCharacters) };
}

test('n and N go from match to match and round the ends, each time with the match on the screen', () => {
  const self = reading();
  self.press('/', ...'timeout', 'enter');
  const seen = [self.state.detail.match];
  for (const key of ['n', 'n', 'n', 'N', 'N']) {
    self.press(key);
    seen.push(self.state.detail.match);
    expect(detail(self).lines.join('\n')).toContain('\u001b[7mtimeout');
  }
  // What is followed is searched from its end.
  expect(seen).toEqual([49, 9, 29, 49, 29, 9]);
  expect(detail(self).note).toContain('/timeout 1/3');
});

test('a match on the last screen does not hold the search up', () => {
  const self = reading([...LINES, 'timeout a', 'timeout b', 'timeout c']);
  self.press('/', ...'timeout', 'enter', 'N', 'N');
  expect(self.state.detail.match).toBe(60);
  self.press('n', 'n', 'n');
  expect(self.state.detail.match).toBe(9);
});

test('every place in a line is marked, the line of the search by inversion, the others otherwise', () => {
  const self = reading(['timeout and timeout', 'a timeout']);
  self.press('/', ...'timeout', 'enter', 'N');
  const [first, second] = detail(self).lines;
  expect(first?.split('\u001b[7mtimeout')).toHaveLength(3);
  expect(second).toContain('\u001b[1;4mtimeout');
});

test('a match far behind the right edge is brought onto the screen', () => {
  const self = reading([`${'한'.repeat(100)} needle ${'x'.repeat(200)}`], 60);
  expect(detail(self).plain[0]).not.toContain('needle');
  self.press('/', ...'needle', 'enter');
  expect(detail(self).plain[0]).toMatch(/^….*needle/);
});

test('what is not there is said, and the screen stays', () => {
  const self = reading();
  const before = detail(self).plain;
  self.press('/', ...'nowhere', 'enter');
  expect(self.state.toast?.text).toBe('not found: nowhere');
  expect(detail(self).plain).toEqual(before);
});

test('times that the program wrote can be hidden, and nothing else of the line', () => {
  const self = reading([
    '2026-03-04T11:58:01.123Z started',
    '[2026-03-04 11:58:01] ready',
    '11:58:01 pages 12',
    'at 11:58:01 it began',
  ]);
  self.press('t');
  expect(detail(self).plain).toEqual(['started', 'ready', 'pages 12', 'at 11:58:01 it began']);
});

test('errors only keeps the troubles, and says so where there is none', () => {
  const self = reading();
  self.press('e');
  expect(detail(self).plain).toHaveLength(3);
  const calm = reading(['all is well']);
  calm.press('e');
  expect(detail(calm).plain).toEqual(['No error in it. e shows all of it again.']);
});

test('o opens the whole output of the selected session, and says so where there is none', () => {
  const self = reading();
  self.press('o');
  expect(self.effects).toEqual([{ type: 'page', sessionId: 'ops-orchestrator.main', secure: false }]);
  self.press('tab');
  self.select('agent:docs-linter');
  self.press('o');
  expect(self.effects).toHaveLength(1);
  expect(self.state.toast?.text).toContain('no session now');
});

test('read-only, the output is opened in what can do nothing but read', () => {
  const self = pilot({ readOnly: true });
  self.select('agent:web-crawler');
  self.press('o');
  expect(self.effects).toEqual([{ type: 'page', sessionId: 'web-crawler.main', secure: true }]);
});

test('whoever has scrolled up is told how to follow again', () => {
  const self = reading();
  expect(detail(self).note).toBe('follow');
  self.press('up');
  expect(detail(self).note).toContain('G follows');
});
