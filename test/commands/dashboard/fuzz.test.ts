import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BINDINGS } from '../../../src/commands/dashboard/state/bindings.ts';
import { textOf } from '../../../src/commands/dashboard/state/editor.ts';
import { isWrite } from '../../../src/commands/dashboard/state/effects.ts';
import { draftFor, type State } from '../../../src/commands/dashboard/state/model.ts';
import { screenOf } from '../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { agent, approval, COMMANDS, fleet, NOW, type Pilot, pilot, uuid } from './fleet.ts';

const KEYS = [
  ...new Set([
    ...BINDINGS.flatMap(({ keys }) => keys),
    ...('wehatsop y한글🚨'.match(/./gu) ?? []),
    '^c',
    'alt-x',
    'shift-up',
    'f',
    '0',
  ]),
];

type Happening = { keys: string[] } | { paste: string } | { change: number };

const LIKELY = [
  ['r', 'x', 'p', 'b', 'X', 'a'],
  ['y', 'enter'],
];

function happenings(keys: readonly string[]): fc.Arbitrary<Happening[]> {
  const one = fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .array(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 })
        .map((pressed) => ({ keys: pressed })),
    },
    // By chance alone a question is seldom answered.
    ...LIKELY.map((some) => ({
      weight: 2,
      arbitrary: fc.constantFrom(...keys.filter((key) => some.includes(key)), 'j').map((key) => ({ keys: [key] })),
    })),
    { weight: 1, arbitrary: fc.constantFrom('y', 'x\ny\n', 'restart all', '한국어\n').map((paste) => ({ paste })) },
    { weight: 2, arbitrary: fc.nat(5).map((change) => ({ change })) },
  );
  return fc.array(one, { minLength: 10, maxLength: 60 });
}

/** The workspace changes under the fingers: runs are replaced, rows come and go. */
function changed(kind: number) {
  const base = fleet({ approvals: [approval('0000000a')] });
  if (kind === 0) return base;
  if (kind === 1) return { ...base, sessions: base.sessions.slice(0, 2) };
  if (kind === 2) return { ...base, sessions: base.sessions.map((row) => ({ ...row, runId: uuid(77) })) };
  if (kind === 3) return { ...base, sessions: [], agents: null };
  if (kind === 4)
    return {
      ...base,
      approvals: [],
      urgent: [],
      alerts: [],
      incidents: [],
      agents: { version: 1 as const, at: '', orchestratorRunId: '', agents: [agent('zzz')] },
    };
  return {
    ...base,
    sessions: base.sessions.map((row) => ({ ...row, live: 'dead' as const, status: 'lost' as const })),
  };
}

/** Why this key may write now: a person has read a question, or has written a message and sends it. Null: it may not. */
function leave(state: State, chunk: number, key: string): string | null {
  const { mode } = state;
  if (mode.name === 'message' && key === 'enter')
    return textOf(draftFor(state, mode.to.rowId)).trim() === '' ? null : 'message';
  if (mode.name !== 'confirm' || mode.askedIn === chunk) return null;
  if (mode.question.word === null) return key === 'y' ? 'question' : null;
  return key === 'enter' && textOf(mode.draft) === mode.question.word ? 'word' : null;
}

function live(self: Pilot, what: Happening): void {
  if ('change' in what) {
    self.read(changed(what.change), NOW + what.change);
    return;
  }
  if ('paste' in what) {
    const written = self.effects.filter(isWrite).length;
    self.paste(what.paste);
    expect(self.effects.filter(isWrite)).toHaveLength(written);
    return;
  }
  self.send({ type: 'chunk' });
  for (const key of what.keys) {
    const written = self.effects.filter(isWrite).length;
    const reason = leave(self.state, self.state.chunk, key);
    self.send({ type: 'input', input: { type: 'key', key } });
    if (self.effects.filter(isWrite).length > written) expect(reason, `${key} wrote without leave`).not.toBeNull();
  }
}

test('whatever keys are pressed, nothing is written but by the answer to a question or by sending a message', () => {
  let writes = 0;
  fc.assert(
    fc.property(happenings(KEYS), (all) => {
      const self = pilot();
      for (const what of all) live(self, what);
      writes += self.effects.filter(isWrite).length;
    }),
    { numRuns: 80 },
  );
  // The fuzz would prove nothing if it never got as far as writing.
  expect(writes).toBeGreaterThan(0);
});

test('without y and Enter nothing at all is written', () => {
  const harmless = KEYS.filter((key) => key !== 'y' && key !== 'enter');
  fc.assert(
    fc.property(happenings(harmless), (all) => {
      const self = pilot();
      for (const what of all) live(self, what);
      expect(self.effects.filter(isWrite)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('read-only, nothing is written by any key, nor by any command of the palette', () => {
  const lines = COMMANDS.map(({ path }) => path);
  const typed = fc.constantFrom(...lines, 'restart web', 'metrics export -o /tmp/x', 'metrics export --output=x');
  fc.assert(
    fc.property(happenings(KEYS), typed, happenings(KEYS), (before, line, after) => {
      const self = pilot({ readOnly: true });
      for (const what of [...before, { keys: ['^c'] }, { keys: [':', ...line, 'enter'] }, ...after]) {
        // The palette can turn it off, and a person may: then it is on again.
        self.state = { ...self.state, readOnly: true };
        live(self, what);
        self.effects = self.effects.filter((effect) => effect.type !== 'quit');
      }
      expect(self.effects.filter(isWrite)).toEqual([]);
      expect(self.effects).not.toContainEqual(expect.objectContaining({ words: expect.arrayContaining(['-o']) }));
    }),
    { numRuns: 40 },
  );
});

test('after any keys at any size the selected row is one of the table, and the screen can be drawn', () => {
  const size = fc.record({ columns: fc.integer({ min: 1, max: 180 }), rows: fc.integer({ min: 1, max: 50 }) });
  fc.assert(
    fc.property(happenings(KEYS), size, (all, { columns, rows }) => {
      const self = pilot({ columns, rows });
      for (const what of all) live(self, what);
      const { selected } = self.state;
      if (selected !== null) expect(self.world.shown.map(({ id }) => id)).toContain(selected);
      expect(() => screenOf(self.state, self.world, paintOf('default'))).not.toThrow();
    }),
    { numRuns: 40 },
  );
});
