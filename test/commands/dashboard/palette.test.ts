import { expect, test } from 'vitest';
import { itemsAfter } from '../../../src/commands/completion/complete.ts';
import { entriesOf, onlyReads } from '../../../src/commands/dashboard/state/commands.ts';
import type { Offered } from '../../../src/commands/dashboard/state/offers.ts';
import { findEntries } from '../../../src/commands/dashboard/state/palette.ts';
import { screenOf } from '../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { commands, nouns } from '../../../src/commands/table.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { COMMANDS, type Pilot, pilot } from './fleet.ts';

const AGENTS: Offered = {
  key: 'agents restart',
  items: [
    { value: 'web-crawler', description: 'kept running' },
    { value: 'two words', description: '' },
  ],
};

function shown(self: Pilot): string[] {
  if (self.state.mode.name !== 'palette') return [];
  const { draft, offered } = self.state.mode;
  return findEntries(draft.before + draft.after, offered, self.world.commands).map(
    ({ kind, name }) => `${kind} ${name}`,
  );
}

test('what may stand behind a command is asked for once, and offered by a few of its letters', () => {
  const self = pilot();
  self.press(':', ...'restart ');
  expect(self.asked).toEqual(['agents restart']);
  self.send({ type: 'offered', offered: AGENTS });
  self.press('w', 'c');
  expect(self.asked).toEqual(['agents restart']);
  expect(shown(self)).toEqual(['typed restart wc', 'value restart web-crawler']);
  self.press('tab');
  expect(self.state.mode).toMatchObject({ draft: { before: 'restart web-crawler ' } });
  expect(self.asked).toEqual(['agents restart', 'agents restart web-crawler']);
});

test('a value with blanks goes into the line as one word', () => {
  const self = pilot();
  self.press(':', ...'restart ');
  self.send({ type: 'offered', offered: AGENTS });
  self.press('t', 'w', 'tab', 'enter');
  expect(self.state.mode).toMatchObject({ question: { effects: [{ words: ['agents', 'restart', 'two words'] }] } });
});

test('Enter takes a value over while the command is not whole, and runs the line as it is typed when it is', () => {
  const self = pilot();
  self.press(':', ...'restart ');
  self.send({ type: 'offered', offered: AGENTS });
  expect(shown(self)[0]).toBe('value restart web-crawler');
  self.press('enter');
  expect(self.state.mode).toMatchObject({ name: 'palette', draft: { before: 'restart web-crawler ' } });
  self.press('enter');
  expect(self.state.mode).toMatchObject({
    name: 'confirm',
    question: { text: 'Run: ops agents restart web-crawler?' },
  });
});

test('flags are asked for by themselves', () => {
  const self = pilot();
  self.press(':', ...'sessions delete -');
  expect(self.asked).toEqual(['sessions delete', 'sessions delete -']);
});

test.each([['-o'], ['-ofile'], ['--output'], ['--output=file']])(
  'a command that reads writes a file by %s: it asks first, and read-only refuses it',
  (option) => {
    const words = ['metrics', 'export', option];
    const [entry] = entriesOf(COMMANDS).filter(({ path }) => path === 'metrics export');
    if (entry === undefined) throw new Error('no such command');
    expect(onlyReads(entry, words)).toBe(false);
    expect(onlyReads(entry, ['metrics', 'export', 'cpu-output'])).toBe(true);
    const self = pilot({ readOnly: true });
    self.press(':', ...words.join(' '), 'enter');
    expect(self.effects).toEqual([]);
    expect(self.state.toast?.text).toContain('read-only');
    // The line of the prompt is taken by what is typed: it is said in the line below.
    expect(screenOf(self.state, self.world, paintOf('plain')).keys[0]).toContain('read-only: nothing is written');
  },
);

test('read-only can be turned off and on by its name', () => {
  const self = pilot({ readOnly: true });
  self.press(':', ...'read-only', 'enter');
  expect(self.state.readOnly).toBe(false);
  self.press(':', ...'read-only', 'enter');
  expect(self.state.readOnly).toBe(true);
});

test('the commands of ops that read and have an option --output are known for it', () => {
  const found = entriesOf(commands).filter(({ reads, outputs }) => reads && outputs.length > 0);
  expect(found.map(({ path, outputs }) => `${path} ${outputs.join(' ')}`)).toEqual(['metrics export -o --output']);
});

test('the live values of the command line are those of the palette', async () => {
  const at = makeWorkspace({ agents: { web: { command: ['sleep', '9'], persistent: true } } });
  const items = await itemsAfter({ commands, nouns }, at, ['agents', 'restart'], '');
  expect(items).toContainEqual({ value: 'web', description: 'kept running' });
  const flags = await itemsAfter({ commands, nouns }, at, ['sessions', 'list'], '-');
  expect(flags.map(({ value }) => value)).toContain('--json');
});
