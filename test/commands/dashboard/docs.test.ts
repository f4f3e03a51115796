import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BINDINGS, bindingFor } from '../../../src/commands/dashboard/state/bindings.ts';
import { keyTable } from '../../../src/commands/dashboard/state/key-table.ts';
import { PROJECT } from '../../helpers/index.ts';

test('docs/dashboard.md holds the very keys that the program has', () => {
  const page = readFileSync(join(PROJECT, 'docs', 'dashboard.md'), 'utf8');
  expect(page).toContain(keyTable());
});

test('in each place a key means one thing', () => {
  for (const binding of BINDINGS) {
    for (const scope of binding.scopes) {
      for (const key of binding.keys) expect(bindingFor(scope, key), `${key} in ${scope}`).toBe(binding);
    }
  }
});
