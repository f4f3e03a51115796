import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cells } from '../../../../src/commands/dashboard/view/cells.ts';
import { createRenderer } from '../../../../src/commands/dashboard/view/ink.tsx';
import { screenOf } from '../../../../src/commands/dashboard/view/screen.ts';
import { paintOf, type ThemeName } from '../../../../src/commands/dashboard/view/theme.ts';
import { detailOf, fleet, pilot } from '../fleet.ts';

const OUTPUT = [
  '11:58:01 crawl started, 214 pages',
  '11:58:40 fetched /a/b/c in 31 ms',
  '11:59:02 WARN slow page /reports (2.1 s)',
  '11:59:30 ERROR /broken answered 500',
  '11:59:58 한국어 페이지를 읽었습니다',
];

const SIZES = [
  [160, 48],
  [80, 24],
  [60, 15],
  [40, 8],
] as const;

function frame(self: ReturnType<typeof pilot>, theme: ThemeName = 'plain', ascii = false): string {
  const paint = paintOf(theme);
  let shown = '';
  const renderer = createRenderer({
    ascii,
    frame: (text) => {
      shown = text;
    },
    failed: (error) => {
      throw error;
    },
  });
  renderer.show(screenOf(self.state, self.world, paint), self.state.size, paint);
  renderer.unmount();
  return shown;
}

function trimmed(text: string): string {
  return `${text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

function opened(columns: number, rows: number): ReturnType<typeof pilot> {
  const self = pilot({ columns, rows, detail: detailOf('web-crawler.main', OUTPUT) });
  self.select('agent:web-crawler');
  return self;
}

describe.each(SIZES)('at %i by %i', (columns, rows) => {
  const size = `${columns}x${rows}`;

  test('the screen looks as it did', async () => {
    await expect(trimmed(frame(opened(columns, rows)))).toMatchFileSnapshot(`golden/${size}.txt`);
  });

  test('a question is asked whole, wherever there is room', async () => {
    const self = opened(columns, rows);
    self.press('x');
    await expect(trimmed(frame(self))).toMatchFileSnapshot(`golden/${size}-question.txt`);
  });

  test('the help can be read', async () => {
    const self = opened(columns, rows);
    self.press('?');
    await expect(trimmed(frame(self))).toMatchFileSnapshot(`golden/${size}-help.txt`);
  });

  test('what needs somebody is answered in its own place', async () => {
    const self = opened(columns, rows);
    self.press('a');
    await expect(trimmed(frame(self))).toMatchFileSnapshot(`golden/${size}-need.txt`);
  });

  test('the palette offers what may stand behind a command', async () => {
    const self = opened(columns, rows);
    self.press(':', ...'restart ');
    const items = [{ value: 'web-crawler', description: 'kept running' }];
    self.send({ type: 'offered', offered: { key: 'agents restart', items } });
    await expect(trimmed(frame(self))).toMatchFileSnapshot(`golden/${size}-palette.txt`);
  });

  test('a message may have several lines', async () => {
    const self = opened(columns, rows);
    self.press('m', ...'다시 시작', '^j', ...'and tell me');
    await expect(trimmed(frame(self))).toMatchFileSnapshot(`golden/${size}-message.txt`);
  });

  test('ASCII draws the same screen with nothing else, but for what the agents themselves wrote', () => {
    const self = pilot({ columns, rows, snapshot: { ...fleet(), sessions: fleet().sessions.slice(0, 3) } });
    for (const key of ['a', 'escape', '0', ':', '^c', 'tab']) {
      self.press(key);
      expect(frame(self, 'plain', true), key).toMatch(/^[\u0020-\u007e\n]*$/);
    }
  });

  test('NO_COLOR has no colour and says the same', () => {
    const mono = frame(opened(columns, rows), 'mono');
    expect(mono).not.toMatch(/\u001b\[[0-9;]*(?:3[0-9]|4[0-9]|9[0-9])m/);
    expect(stripVTControlCharacters(mono)).toBe(frame(opened(columns, rows)));
  });

  test('no line is wider than its place, whatever is open', () => {
    const keys = [
      [],
      ['?'],
      [':'],
      ['m'],
      ['M', '한', '글'],
      ['z'],
      ['4'],
      ['5'],
      ['6'],
      ['7'],
      ['a'],
      ['s'],
      ['X'],
      ['/', 'x'],
    ];
    for (const pressed of keys) {
      const self = opened(columns, rows);
      self.press(...pressed);
      const screen = screenOf(self.state, self.world, paintOf('default'));
      const { table, detail, regions } = screen;
      const beside = regions.layout === 'wide' ? 4 : 0;
      const widest = (lines: readonly string[]) => Math.max(0, ...lines.map(cells));
      const whole = [...screen.header, ...screen.strip, ...screen.prompt, ...screen.keys];
      expect(widest(whole), pressed.join(' ')).toBeLessThanOrEqual(columns);
      expect(widest(table.lines), pressed.join(' ')).toBeLessThanOrEqual(regions.tableWidth - beside);
      expect(widest(detail.lines), pressed.join(' ')).toBeLessThanOrEqual(columns - Math.max(2, beside));
      for (const { lines } of screen.aside) expect(widest(lines)).toBeLessThanOrEqual(columns - regions.tableWidth - 5);
    }
  });
});

test.each([
  [20, 3, /^ 7 agents {2}!3 .*●\s*$/],
  [30, 5, /^ ops {2}!3 need you .*● live/],
  [34, 2, /^ ops {2}!3 need you .*● live/],
])('at %i by %i the first line still says how all stands', (columns, rows, expected) => {
  expect(frame(opened(columns, rows)).split('\n')[0]).toMatch(expected);
});

test('every size between one cell and 200 by 60 gives a screen', () => {
  for (let columns = 1; columns <= 200; columns += 13) {
    for (let rows = 1; rows <= 60; rows += 7) {
      const self = pilot({ columns, rows });
      const screen = screenOf(self.state, self.world, paintOf('plain'));
      const { header, strip, table, detail, prompt, keys } = screen.regions;
      expect(header + strip + table + detail + prompt + keys, `${columns}x${rows}`).toBeLessThanOrEqual(
        Math.max(1, rows),
      );
    }
  }
});

test('the selected row is inverted and pointed at, never only coloured', () => {
  const line =
    frame(opened(80, 24), 'default')
      .split('\n')
      .find((text) => text.includes('▸')) ?? '';
  expect(line).toContain('\u001b[7m');
  expect(stripVTControlCharacters(line)).toMatch(/^▸ > web-crawler/);
});

test('what an agent wrote moves no cursor and changes no colour', () => {
  const evil = '\u001b[2J\u001b]0;owned\u0007\u202ebad';
  const self = pilot({ snapshot: { ...fleet(), incidents: [], urgent: [] } });
  const snapshot = fleet();
  self.read({
    ...snapshot,
    sessions: snapshot.sessions.map((row) => ({
      ...row,
      label: row.kind === 'subagent' ? evil : null,
      task: evil,
      reason: evil,
    })),
  });
  const shown = frame(self, 'default');
  expect(shown.replaceAll(/\u001b\[[0-9;]*m/g, '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
});
