import { expect, test } from 'vitest';
import { entriesOf } from '../../../src/commands/dashboard/state/commands.ts';
import { NOTHING_OFFERED } from '../../../src/commands/dashboard/state/offers.ts';
import { findEntries } from '../../../src/commands/dashboard/state/palette.ts';
import { rowsOf } from '../../../src/commands/dashboard/state/rows.ts';
import { tableWindow } from '../../../src/commands/dashboard/state/window.ts';
import { commandOf, shellLine, wordsOf } from '../../../src/commands/dashboard/state/words.ts';
import { COMMANDS, detailOf, fleet, NOW, pilot, session, uuid } from './fleet.ts';

test('what needs somebody stands first, then what runs, each in the order of names', () => {
  const self = pilot();
  expect(self.world.shown.map(({ name, state }) => `${state} ${name}`)).toEqual([
    'failed nightly-tests',
    'retrying backup',
    'running metrics-collector',
    'running ops-orchestrator',
    'running web-crawler',
    'running 야간-백업',
    'idle docs-linter',
    'paused cost-report',
  ]);
});

test('an agent whose process is gone is lost, whatever the orchestrator last wrote of it', () => {
  const base = fleet();
  const sessions = base.sessions.map((row) =>
    row.agentId === 'web-crawler' ? { ...row, status: 'lost' as const, live: 'dead' as const } : row,
  );
  const states = Object.fromEntries(rowsOf({ ...base, sessions }, NOW).map((row) => [row.name, row.state]));
  expect(states['web-crawler']).toBe('lost');
});

test('without an orchestrator nothing is called idle: nobody will run it', () => {
  const base = fleet();
  const sessions = base.sessions.filter((row) => row.agentId !== 'ops-orchestrator');
  const states = Object.fromEntries(rowsOf({ ...base, sessions }, NOW).map((row) => [row.name, row.state]));
  expect(states).toMatchObject({
    'docs-linter': 'unmanaged',
    'cost-report': 'unmanaged',
    'nightly-tests': 'failed',
    'web-crawler': 'running',
  });
});

test('a run that is overdue is late, not idle', () => {
  const base = fleet();
  const states = Object.fromEntries(rowsOf(base, NOW + 26 * 60_000).map((row) => [row.name, row.state]));
  expect(states['docs-linter']).toBe('late');
});

test('an orchestrator that hangs is silent, and says so among what needs you', () => {
  const base = fleet();
  const sessions = base.sessions.map((row) =>
    row.agentId === 'ops-orchestrator' ? { ...row, live: 'stale' as const } : row,
  );
  const self = pilot({ snapshot: { ...base, sessions } });
  expect(self.world.needs.map(({ kind }) => kind)).toContain('SILENT');
});

test('the selection stays on its row, wherever the order takes that, and on its place when the row goes', () => {
  const self = pilot();
  self.select('agent:web-crawler');
  self.press('A');
  expect(self.state.selected).toBe('agent:web-crawler');
  const base = fleet();
  self.read({
    ...base,
    sessions: base.sessions.filter(({ agentId }) => agentId !== 'web-crawler'),
    agents: { ...base.agents, agents: base.agents?.agents.filter(({ id }) => id !== 'web-crawler') ?? [] } as never,
  });
  expect(self.state.selected).toBe(`session:${uuid(4)}`);
});

test('the filter takes words, state: and !, and Escape in it shows all again', () => {
  const self = pilot();
  self.press('/', ...'state:run');
  expect(self.world.shown.map(({ name }) => name)).toEqual([
    'metrics-collector',
    'ops-orchestrator',
    'web-crawler',
    '야간-백업',
  ]);
  self.press(' ', ...'!web');
  expect(self.world.shown).toHaveLength(3);
  self.press('enter');
  expect(self.state.filter).toBe('state:run !web');
  self.press('/', 'escape');
  expect(self.world.shown).toHaveLength(8);
});

test('a draft belongs to its session and waits for the next time', () => {
  const self = pilot();
  self.select('agent:ops-orchestrator');
  self.press('m', ...'half', 'escape');
  self.select('agent:web-crawler');
  self.press('m', ...'other', 'escape');
  self.select('agent:ops-orchestrator');
  self.press('m', 'a', 'enter');
  expect(self.effects).toEqual([
    { type: 'post', sessionId: 'ops-orchestrator.main', to: 'ops-orchestrator', text: 'halfa' },
  ]);
});

test('a message box for a run that reads no messages says so instead of opening', () => {
  const self = pilot();
  self.select('agent:metrics-collector');
  self.press('m');
  expect(self.state.mode.name).toBe('normal');
  expect(self.state.toast?.text).toContain('reads no messages');
});

test('a new line and pasted lines stay in one message', () => {
  const self = pilot();
  self.press('M', 'a', '^j', 'b');
  self.paste('c\r\nd');
  self.press('enter');
  expect(self.effects).toMatchObject([{ text: 'a\nbc\nd' }]);
});

test('the next need goes round, the oldest first, and Escape leads back', () => {
  const self = pilot();
  self.press('a');
  expect(self.state.mode).toMatchObject({ name: 'need', needId: 'incident:INC-31' });
  self.press('a');
  expect(self.state.selected).toBe('agent:nightly-tests');
  self.press('a', 'a');
  expect(self.state.mode).toMatchObject({ needId: 'incident:INC-31' });
  self.press('n');
  expect(self.state.toast?.text).toContain('no such answer');
  self.press('escape');
  expect(self.state.mode.name).toBe('normal');
});

test('something new that needs somebody rings once', () => {
  const self = pilot();
  const base = fleet();
  const more = { ...base, sessions: [...base.sessions, session('late', 8, { status: 'failed', live: 'dead' })] };
  self.read(more);
  self.read({ ...more });
  expect(self.effects).toEqual([{ type: 'bell', text: expect.stringContaining('late: ') }]);
});

test('the log follows, lets go when one scrolls up, and follows again at its end', () => {
  const output = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const self = pilot({ detail: detailOf('ops-orchestrator.main', output) });
  self.select('agent:ops-orchestrator');
  self.press('tab', 'up');
  expect(self.state.detail.follow).toBe(false);
  self.press('down');
  expect(self.state.detail.follow).toBe(true);
  self.press('/', ...'line 42', 'enter');
  expect(self.state.detail).toMatchObject({ follow: false, match: 42, search: 'line 42' });
  self.press('G');
  expect(self.state.detail.follow).toBe(true);
});

test('the table moves no further than the selection needs', () => {
  const self = pilot({ rows: 15 });
  self.press('G');
  const bottom = tableWindow(self.state, self.world, 5);
  expect(bottom).toEqual({ from: 3, to: 8 });
  self.press('up');
  expect(tableWindow(self.state, self.world, 5)).toEqual(bottom);
});

test('the palette finds commands by a few of their letters, and runs what only reads at once', () => {
  const entries = entriesOf(COMMANDS);
  expect(findEntries('seli', NOTHING_OFFERED, entries)[0]?.name).toBe('sessions list');
  expect(commandOf('restart web-*', entries)?.words).toEqual(['agents', 'restart', 'web-*']);
  const self = pilot();
  self.press(':', ...'sessions list', 'enter');
  expect(self.effects).toEqual([{ type: 'read-command', words: ['sessions', 'list'] }]);
  expect(self.state.mode).toMatchObject({ name: 'output', running: true });
});

test('a command that writes asks first; one that asks by itself is told that the answer was given here', () => {
  const self = pilot();
  self.press(':', ...'sessions delete 1234abcd', 'enter');
  expect(self.state.mode).toMatchObject({ name: 'confirm', question: { text: 'Run: ops sessions delete 1234abcd?' } });
  self.press('y');
  expect(self.effects).toEqual([{ type: 'write-command', words: ['sessions', 'delete', '1234abcd', '--yes'] }]);
});

test('a command without an end has no place on the screen', () => {
  const self = pilot();
  self.press(':', ...'sessions tail web', 'enter');
  expect(self.effects).toEqual([]);
  expect(self.state.toast?.text).toContain('run it in a shell');
});

test('an earlier command is there again with the arrow', () => {
  const self = pilot();
  self.press(':', ...'status', 'enter', 'escape', ':', 'up');
  expect(self.state.mode).toMatchObject({ draft: { before: 'status' } });
});

test('words in quotes stay together, and a line made of words splits into them again', () => {
  expect(wordsOf(`agents spawn web --task "two words" 'a b'`)).toEqual([
    'agents',
    'spawn',
    'web',
    '--task',
    'two words',
    'a b',
  ]);
  expect(wordsOf(shellLine(['a', 'b c', "it's"]))).toEqual(['a', 'b c', "it's"]);
});
