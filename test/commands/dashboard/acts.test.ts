import { expect, test } from 'vitest';
import { fleet, NOW, pilot, session, uuid } from './fleet.ts';

const ORCHESTRATOR_MAIL = 'ops-orchestrator.main';

test('a restart is asked about first, and y sends it to the orchestrator', () => {
  const self = pilot();
  self.select('agent:web-crawler');
  self.press('r');
  expect(self.state.mode.name).toBe('confirm');
  expect(self.effects).toEqual([]);
  self.press('y');
  expect(self.effects).toEqual([
    { type: 'post', sessionId: ORCHESTRATOR_MAIL, to: 'ops-orchestrator', text: 'restart web-crawler' },
  ]);
});

test.each(['n', 'escape', 'q', 'x', 'enter', ' ', 'j', 'Y'])('the key %j is no yes', (key) => {
  const self = pilot();
  self.press('r', key);
  expect(self.state.mode.name).toBe('normal');
  expect(self.effects).toEqual([]);
});

test('a y that came in one piece with the x was not an answer', () => {
  const self = pilot();
  self.select('agent:web-crawler');
  self.pressAtOnce('x', 'y');
  expect(self.effects).toEqual([]);
  expect(self.state.mode.name).toBe('confirm');
  self.press('y');
  expect(self.effects).toHaveLength(1);
});

test('pasted text never acts', () => {
  const self = pilot();
  self.paste('x\ny\nq');
  self.press('x');
  self.paste('y');
  expect(self.effects).toEqual([]);
});

test('the question stays with its session while the rows change their order under it', () => {
  const self = pilot();
  self.select('agent:web-crawler');
  self.press('x');
  const moved = fleet();
  self.read({ ...moved, sessions: [...moved.sessions, session('aaa', 9, { status: 'failed', live: 'dead' })] });
  expect(self.state.selected).toBe('agent:web-crawler');
  self.press('y');
  expect(self.effects.at(-1)).toMatchObject({ type: 'post', text: 'stop web-crawler' });
});

test('a session that went on to another run is not the one that was asked about', () => {
  const self = pilot();
  self.select('agent:web-crawler');
  self.press('x');
  const changed = fleet();
  self.read({
    ...changed,
    sessions: changed.sessions.map((row) => (row.agentId === 'web-crawler' ? { ...row, runId: uuid(99) } : row)),
  });
  self.press('y');
  expect(self.effects).toEqual([]);
  expect(self.state.toast).toMatchObject({ tone: 'bad', text: expect.stringContaining('another run') });
});

test('a row that is gone when the answer comes is left alone', () => {
  const self = pilot();
  self.select(`session:${uuid(4)}`);
  self.press('x');
  self.read({ ...fleet(), sessions: fleet().sessions.filter((row) => row.agentId !== 'worker') });
  self.press('y');
  expect(self.effects).toEqual([]);
  expect(self.state.toast?.text).toContain('is gone');
});

test('a spawned session is stopped directly, with its run', () => {
  const self = pilot();
  self.select(`session:${uuid(4)}`);
  self.press('x', 'y');
  expect(self.effects).toEqual([{ type: 'stop', sessionId: uuid(4), runId: uuid(4), name: '야간-백업', force: false }]);
});

test('without an orchestrator what runs is stopped directly, and nothing can be restarted', () => {
  const down = fleet();
  const sessions = down.sessions.map((row) =>
    row.agentId === 'ops-orchestrator' ? { ...row, live: 'dead' as const, status: 'lost' as const } : row,
  );
  const self = pilot({ snapshot: { ...down, sessions } });
  self.select('agent:web-crawler');
  self.press('r');
  expect(self.state.toast?.text).toContain('no orchestrator runs');
  self.press('x', 'y');
  expect(self.effects).toEqual([
    { type: 'stop', sessionId: 'web-crawler.main', runId: uuid(2), name: 'web-crawler', force: false },
  ]);
});

test('the orchestrator is started, restarted and stopped by the commands of the command line', () => {
  const self = pilot();
  self.select('agent:ops-orchestrator');
  self.press('r', 'y', 'x', 'y');
  expect(self.effects).toEqual([
    { type: 'write-command', words: ['agents', 'restart', 'ops-orchestrator'] },
    { type: 'write-command', words: ['agents', 'stop', 'ops-orchestrator'] },
  ]);
  const empty = pilot({ snapshot: { ...fleet(), sessions: [], agents: null, runs: [] } });
  empty.press('r', 'y');
  expect(empty.effects).toEqual([{ type: 'write-command', words: ['agents', 'spawn', 'ops-orchestrator'] }]);
});

test('killing asks for the beginning of the name, and y alone is not it', () => {
  const self = pilot();
  self.select('agent:web-crawler');
  self.press('X', 'y', 'enter');
  expect(self.effects).toEqual([]);
  self.press('X', 'w', 'e', 'b', 'enter');
  expect(self.effects).toEqual([
    { type: 'stop', sessionId: 'web-crawler.main', runId: uuid(2), name: 'web-crawler', force: true },
  ]);
});

test('marked rows are acted on together, and each in its own way', () => {
  const self = pilot();
  self.select('agent:docs-linter');
  self.press(' ');
  self.select('agent:backup');
  self.press(' ', 'r');
  expect(self.state.mode).toMatchObject({ question: { text: 'Restart 2: backup, docs-linter?' } });
  self.press('y');
  expect(self.effects.map((effect) => 'text' in effect && effect.text)).toEqual([
    'restart backup',
    'restart docs-linter',
  ]);
  expect(self.state.marks).toEqual([]);
});

test('a pause can be undone for ten seconds, and the undoing is asked about, too', () => {
  const self = pilot();
  self.select('agent:docs-linter');
  self.press('p', 'y', 'u');
  expect(self.state.mode).toMatchObject({ question: { text: 'Undo: resume docs-linter?' } });
  self.press('y');
  expect(self.effects.map((effect) => 'text' in effect && effect.text)).toEqual([
    'pause docs-linter',
    'resume docs-linter',
  ]);
  const late = pilot();
  late.select('agent:docs-linter');
  late.press('p', 'y');
  late.world = { ...late.world, now: NOW + 11_000 };
  late.press('u');
  expect(late.state.mode.name).toBe('normal');
});

test('read-only: no key leads to a question or a message box', () => {
  for (const key of ['r', 'x', 'X', 'p', 'b', 'm', 'M', 'c', 'u']) {
    const self = pilot({ readOnly: true });
    self.select('agent:web-crawler');
    self.press(key);
    expect(self.state.mode.name, key).toBe('normal');
    expect(self.effects, key).toEqual([]);
  }
});

test('^c leaves what is open and quits only when pressed twice', () => {
  const self = pilot();
  self.press('m', '^c');
  expect(self.state.mode.name).toBe('normal');
  expect(self.effects).toEqual([]);
  self.press('^c');
  expect(self.effects).toEqual([{ type: 'quit' }]);
  const other = pilot();
  other.press('^c', 'j', '^c');
  expect(other.effects).toEqual([]);
});

test('q quits and stops nothing; in a text it is a letter', () => {
  const self = pilot();
  self.press('M', 'q');
  expect(self.effects).toEqual([]);
  self.press('escape', '/', 'q', 'enter', 'q');
  expect(self.effects).toEqual([{ type: 'quit' }]);
});
