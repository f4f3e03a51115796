import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commands } from '../../../src/commands/table.ts';
import { makeWorkspace, PROJECT, startOrchestrator, stopOrchestrator } from '../../helpers/index.ts';
import { type Called, CONFIG, callAll } from './calls.ts';
import { problemsOf, typesByCommand } from './typescript.ts';

const page = readFileSync(join(PROJECT, 'docs', 'json.md'), 'utf8');
const types = typesByCommand(page);
let called: Called[] = [];

beforeAll(async () => {
  const at = makeWorkspace(CONFIG);
  await startOrchestrator(at);
  called = await callAll(at);
  await stopOrchestrator(at);
}, 120_000);

test('what every command prints has the shape that docs/json.md gives', () => {
  const values = called.flatMap(({ line, path, data }) => {
    const type = types.get(path);
    return type === undefined ? [] : [{ line, type, data }];
  });
  expect(values.length).toBeGreaterThan(100);
  expect(problemsOf(page, values)).toEqual([]);
});

test('every command stands on the page, and the shape of nearly every one was compared', () => {
  const bounded = commands.filter(({ path, hidden }) => hidden !== true && !path.startsWith('gateway '));
  expect(bounded.map(({ path }) => path).filter((path) => !page.includes(`ops ${path}`))).toEqual([]);
  const compared = new Set(called.map(({ path }) => path));
  // Of the machine's services, of a year of data, of a shell: these are not run here.
  const others = ['daemon install', 'daemon start', 'daemon stop', 'daemon restart', 'daemon uninstall'];
  others.push('report weekly', 'report monthly', 'completion SHELL');
  expect([...types.keys()].filter((path) => !compared.has(path)).sort()).toEqual(others.sort());
});

test('a key too many, one too few and one of another type are found', () => {
  const value = (data: object) => problemsOf(page, [{ line: 'x', type: 'Health', data }]);
  expect(value({ ok: true, health: 'ok', problems: [] })).toEqual([]);
  expect(value({ ok: true, health: 'ok', problems: [], more: 1 })).toEqual([expect.stringContaining('more')]);
  expect(value({ ok: true, health: 'ok' })).toEqual([expect.stringContaining('problems')]);
  expect(value({ ok: 'yes', health: 'ok', problems: [] })).toEqual([expect.stringContaining('boolean')]);
});
