import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tidyIncidents } from '../../../src/core/incidents/acts.ts';
import { incidentOrThrow, listIncidents } from '../../../src/core/incidents/store.ts';
import { bundleProgram } from '../../helpers/bundle.ts';
import { makeWorkspace } from '../../helpers/index.ts';

const program = await bundleProgram(join(import.meta.dirname, 'racer.ts'));
const ROUNDS = 5;

function race(root: string, name: string, rounds: string): ChildProcess {
  return spawn(process.execPath, [program, root, name, rounds], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('processes that open incidents for the same alerts at once make one for each, and every line of every one is kept', async () => {
  const at = makeWorkspace();
  const names = ['a', 'b', 'c'];
  const ends = names.map((name) => once(race(at.root, name, String(ROUNDS)), 'exit'));
  for (const [code] of await Promise.all(ends)) expect(code).toBe(0);
  const { incidents } = listIncidents(at);
  expect(incidents.map(({ kind }) => kind).sort()).toEqual(['one', 'three', 'two']);
  for (const { timeline, problems } of incidents) {
    expect(problems).toEqual([]);
    for (const name of names)
      expect(timeline.filter(({ by }) => by === name).map(({ text }) => text)).toEqual(
        Array.from({ length: ROUNDS }, (_, round) => `note: round ${round}`),
      );
  }
}, 20_000);

test('killed at any moment of resolving and reopening, every incident lies whole in exactly one place', async () => {
  const at = makeWorkspace();
  for (let kill = 0; kill < 6; kill += 1) {
    const child = race(at.root, `k${kill}`, 'resolve');
    const ended = once(child, 'exit');
    if (child.stdout === null) throw new Error('no output');
    await once(child.stdout, 'data');
    // Spread over the length of a round, which is about ten synced writes.
    await new Promise((resolve) => setTimeout(resolve, kill * 4));
    child.kill('SIGKILL');
    await ended;
    tidyIncidents(at, Date.now());
    const [active, resolved] = [at.activeIncidents, at.resolvedIncidents].map((folder) => readdirSync(folder));
    expect(active?.filter((name) => resolved?.includes(name))).toEqual([]);
    for (const { id, problems, status } of listIncidents(at).incidents) {
      expect(problems).toEqual([]);
      expect(status === 'resolved').toBe(resolved?.includes(`${id}.md`));
      expect(incidentOrThrow(at, id).incident.timeline[0]?.text).toMatch(/^opened/);
    }
  }
  expect(listIncidents(at).incidents.length).toBeGreaterThan(0);
}, 30_000);
