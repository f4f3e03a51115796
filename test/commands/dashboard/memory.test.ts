import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMemoryKeeper, memoryPath, readMemory } from '../../../src/commands/dashboard/data/memory.ts';
import { memoryOf, remembering } from '../../../src/commands/dashboard/state/memory.ts';
import { initialState } from '../../../src/commands/dashboard/state/model.ts';
import { headerLine } from '../../../src/commands/dashboard/view/header.ts';
import { paintOf } from '../../../src/commands/dashboard/view/theme.ts';
import { makeWorkspace } from '../../helpers/index.ts';
import { pilot } from './fleet.ts';

const fresh = () => initialState({ columns: 80, rows: 24 });

test('order, filter, tab, wrapping and earlier commands are there again at the next start', () => {
  const at = makeWorkspace();
  const keeper = createMemoryKeeper(at, memoryOf(fresh()));
  const self = pilot();
  self.press('C', 'C', '6', '/', ...'state:failed', 'enter', 'tab', 'w', 't', ':', ...'status', 'enter', 'escape');
  keeper.keep(memoryOf(self.state));
  keeper.flush();
  const next = remembering(fresh(), readMemory(at));
  expect(next).toMatchObject({ sort: 'cpu', reversed: true, filter: 'state:failed', tab: 'metrics' });
  expect(next).toMatchObject({ commandHistory: ['status'], detail: { wrap: true, times: false } });
});

test.each([
  ['no JSON', '{"sort":'],
  ['other types', '{"sort":7,"filter":[],"tab":"no such","commandHistory":[1,"status"],"wrap":"yes"}'],
  ['names of no order', '{"sort":"toString"}'],
])('a memory with %s costs nothing but itself', (_what, text) => {
  const at = makeWorkspace();
  writeFileSync(memoryPath(at), text);
  const { sort, filter, tab, detail } = remembering(fresh(), readMemory(at));
  expect({ sort, filter, tab, wrap: detail.wrap }).toEqual({ sort: 'need', filter: '', tab: 'log', wrap: false });
});

test('what is as it was is not written, and a workspace that was deleted stays deleted', () => {
  const at = makeWorkspace();
  const start = memoryOf(fresh());
  const keeper = createMemoryKeeper(at, start);
  keeper.keep(start);
  keeper.flush();
  expect(existsSync(memoryPath(at))).toBe(false);
  keeper.keep({ ...start, filter: 'web' });
  keeper.flush();
  expect(JSON.parse(readFileSync(memoryPath(at), 'utf8'))).toMatchObject({ version: 1, filter: 'web' });
  rmSync(at.root, { recursive: true });
  keeper.keep({ ...start, filter: 'api' });
  keeper.flush();
  expect(existsSync(at.root)).toBe(false);
});

test('a filter that hides rows says so at every size', () => {
  for (const [columns, rows] of [
    [160, 48],
    [80, 24],
    [40, 8],
    [30, 5],
  ] as const) {
    const self = pilot({ columns, rows });
    self.press('/', ...'state:failed', 'enter');
    expect(header(self), `${columns}x${rows}`).toContain('1 of 8');
  }
});

function header(self: ReturnType<typeof pilot>): string {
  return headerLine(self.state, self.world, self.state.size.columns, paintOf('plain'));
}
