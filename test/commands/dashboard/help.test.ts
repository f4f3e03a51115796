import { expect, test } from 'vitest';
import { BINDINGS } from '../../../src/commands/dashboard/state/bindings.ts';
import { isWrite } from '../../../src/commands/dashboard/state/effects.ts';
import { helpLines } from '../../../src/commands/dashboard/state/help.ts';
import { offReason } from '../../../src/commands/dashboard/state/off.ts';
import { screenOf } from '../../../src/commands/dashboard/view/screen.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { pilot } from './fleet.ts';

function help(self: ReturnType<typeof pilot>): string[] {
  return screenOf(self.state, self.world, paintOf('plain')).detail.lines;
}

test.each([
  ['table', ['?'], 'In the table'],
  ['detail', ['tab', '?'], 'In the detail'],
  ['a need', ['a', '?'], 'When something needs you'],
])('the help begins with the keys of where one is: %s', (_where, keys, title) => {
  const self = pilot();
  self.press(...keys);
  expect(help(self)[0]).toBe(title);
});

test('the help has the whole screen, and what it was asked from is there again behind it', () => {
  const self = pilot();
  self.press('a', '?');
  expect(help(self).length).toBeGreaterThan(18);
  self.press('escape');
  expect(self.state.mode.name).toBe('need');
});

test('a key that would do nothing now says why', () => {
  const self = pilot();
  self.select('agent:docs-linter');
  const line = (key: string) =>
    helpLines(self.state, self.world, 'table').find(({ text }) => text.startsWith(`  ${key} `))?.text;
  expect(line('X')).toContain('(not now: docs-linter does not run)');
  expect(line('u')).toContain('(not now: there is nothing to undo)');
  expect(line('r')).not.toContain('not now');
});

test('read-only, every key that writes is off, and says how that is ended', () => {
  const self = pilot({ readOnly: true });
  for (const binding of BINDINGS.filter(({ writes }) => writes === true)) {
    expect(offReason(binding, self.state, self.world), binding.action).toContain(':read-only');
  }
});

test('a key that is off does nothing when it is pressed, wherever the selection stands', () => {
  const off = BINDINGS.filter(({ writes, scopes }) => writes === true && scopes.includes('table'));
  const rows = pilot().world.shown.map(({ id }) => id);
  for (const id of rows) {
    for (const binding of off) {
      const self = pilot();
      self.select(id);
      if (offReason(binding, self.state, self.world) === null) continue;
      self.press(...binding.keys.slice(0, 1), 'y', 'enter');
      expect(self.effects.filter(isWrite), `${binding.action} on ${id}`).toEqual([]);
      expect(self.state.toast?.tone, `${binding.action} on ${id}`).toBeDefined();
    }
  }
});
