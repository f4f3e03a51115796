import { stripVTControlCharacters } from 'node:util';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StateName } from '../../../../src/commands/dashboard/state/states.ts';
import { type Cursor, createPainter } from '../../../../src/commands/dashboard/terminal/painter.ts';
import { createRenderer } from '../../../../src/commands/dashboard/view/ink.tsx';
import { screenOf } from '../../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../../src/commands/dashboard/view/theme.ts';
import { agent, detailOf, fleet, NOW, pilot, session, usage } from '../fleet.ts';

/** The great one seldom: a frame of it costs five times one of 80 by 24. */
const SIZES = [
  [80, 24],
  [120, 20],
  [160, 48],
  [60, 15],
  [40, 8],
  [100, 30],
  [20, 4],
] as const;

/** A terminal that the dashboard paints on, and what it should show. */
function emulator(columns: number, rows: number) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 50 });
  const pending: Promise<void>[] = [];
  let written = 0;
  const write = (bytes: string) => {
    written += Buffer.byteLength(bytes);
    pending.push(new Promise((resolve) => terminal.write(bytes, resolve)));
  };
  write('\u001b[?1049h\u001b[?7l');
  const painter = createPainter({ columns, rows }, write);
  let frame = '';
  let cursor: Cursor | null = null;
  const paint = paintOf('default');
  const renderer = createRenderer({
    ascii: false,
    frame: (text) => {
      frame = text;
      painter.paint(text, cursor);
    },
    failed: (error) => {
      throw error;
    },
  });
  return {
    show(self: ReturnType<typeof pilot>) {
      const screen = screenOf(self.state, self.world, paint);
      cursor = screen.cursor;
      renderer.show(screen, self.state.size, paint);
    },
    resize(newColumns: number, newRows: number) {
      terminal.resize(newColumns, newRows);
      painter.resize(newColumns, newRows);
    },
    async seen(): Promise<string[]> {
      await Promise.all(pending.splice(0));
      const { active } = terminal.buffer;
      return Array.from(
        { length: terminal.rows },
        (_, row) =>
          active
            .getLine(row + active.viewportY)
            ?.translateToString()
            .trimEnd() ?? '',
      );
    },
    /** The frame as it should stand on the screen. */
    wanted(height: number): string[] {
      const lines = stripVTControlCharacters(frame).split('\n').slice(0, height);
      return Array.from({ length: height }, (_, row) => (lines[row] ?? '').trimEnd());
    },
    bytes: () => written,
    end: () => renderer.unmount(),
  };
}

test('after hundreds of random updates, keys and resizes the terminal shows what it should', async () => {
  const random = fc.sample(fc.nat(1_000_000), { numRuns: 2_400, seed: 7 });
  let at = 0;
  const pick = (below: number) => (random[at++ % random.length] ?? 0) % below;
  const self = pilot({ columns: 80, rows: 24, detail: detailOf('ops-orchestrator.main', ['started']) });
  const screen = emulator(80, 24);
  const states: StateName[] = ['running', 'idle', 'failed', 'retrying', 'paused', 'stopped'];
  const names = [
    'web-crawler',
    '한국어-이름',
    'nightly-tests',
    'a',
    'backup-of-everything-there-is-in-this-place',
    'e\u0301tude',
  ];
  const keys = [
    'j',
    'k',
    'tab',
    'z',
    '?',
    'escape',
    'g',
    'G',
    '1',
    '4',
    '5',
    '6',
    's',
    'n',
    'm',
    '한',
    '글',
    'backspace',
    ':',
    'down',
    '/',
    'a',
    'r',
    'pagedown',
    ' ',
    '0',
    'v',
    '^j',
    'N',
    'e',
    'w',
    't',
    '^space',
  ];
  for (let round = 0; round < 210; round += 1) {
    const what = pick(12);
    if (what === 0) {
      const [columns, rows] = SIZES[pick(SIZES.length)] ?? [80, 24];
      self.send({ type: 'resize', size: { columns, rows } });
      screen.resize(columns, rows);
    } else if (what < 8) self.press(keys[pick(keys.length)] ?? 'j');
    else {
      const agents = Array.from({ length: pick(30) }, (_, index) =>
        agent(`agent-${index}`, {
          state: (states[pick(states.length)] ?? 'idle') as 'idle',
          reason: '이유 '.repeat(pick(12)),
        }),
      );
      const more = Array.from({ length: pick(5) }, (_, index) =>
        session('extra', 50 + index, { kind: 'subagent', label: names[pick(names.length)] ?? null }),
      );
      const base = fleet();
      self.read(
        {
          ...base,
          sessions: [...base.sessions, ...more],
          agents: { version: 1, at: '', orchestratorRunId: '', agents },
        },
        NOW + round * 1_000,
      );
    }
    screen.show(self);
    if (round % 7 === 0 || what === 0) {
      const { rows } = self.state.size;
      expect(await screen.seen(), `round ${round}`).toEqual(screen.wanted(rows));
    }
  }
  screen.end();
}, 90_000);

test('an update that changes one cell costs less than 400 bytes, and none at all costs none', async () => {
  const self = pilot();
  const screen = emulator(80, 24);
  screen.show(self);
  const first = screen.bytes();
  screen.show(self);
  expect(screen.bytes()).toBe(first);
  const changed = fleet();
  self.read({
    ...changed,
    sessions: changed.sessions.map((row) => (row.agentId === 'web-crawler' ? { ...row, usage: usage(19.4) } : row)),
  });
  screen.show(self);
  expect(screen.bytes() - first).toBeGreaterThan(0);
  expect(screen.bytes() - first).toBeLessThan(400);
  screen.end();
});

test('a line that is wider than it was thought to be spoils no other line', async () => {
  const seen: string[] = [];
  const terminal = new xterm.Terminal({ cols: 20, rows: 3, allowProposedApi: true });
  const painter = createPainter({ columns: 20, rows: 3 }, (bytes) => seen.push(bytes));
  painter.paint(`first\n${'x'.repeat(30)}\nlast`, null);
  await new Promise<void>((resolve) => terminal.write(`\u001b[?7l${seen.join('')}`, resolve));
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('first');
  expect(terminal.buffer.active.getLine(2)?.translateToString(true)).toBe('last');
});

test('a frame is never higher than the screen, and nothing that clears the scrollback is ever written', () => {
  for (const [columns, rows] of SIZES) {
    let bytes = '';
    const painter = createPainter({ columns, rows }, (text) => {
      bytes += text;
    });
    const self = pilot({ columns, rows });
    const renderer = createRenderer({ ascii: false, frame: (text) => painter.paint(text, null), failed: () => {} });
    const paint = paintOf('default');
    const screen = screenOf(self.state, self.world, paint);
    renderer.show(screen, self.state.size, paint);
    renderer.unmount();
    expect(bytes).not.toContain('\u001b[3J');
    const heights = [
      screen.regions.header,
      screen.regions.strip,
      screen.regions.table,
      screen.regions.detail,
      screen.regions.prompt,
      screen.regions.keys,
    ];
    expect(
      heights.reduce((sum, height) => sum + height, 0),
      `${columns}x${rows}`,
    ).toBeLessThanOrEqual(rows);
  }
});
