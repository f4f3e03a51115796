import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitDecision } from '../../../src/core/alerts/commit.ts';
import type { Observation } from '../../../src/core/alerts/input.ts';
import { decide } from '../../../src/core/alerts/machine/decide.ts';
import { readMemory } from '../../../src/core/alerts/machine/memory.ts';
import { changeAlerts, listAlerts, readAlertEvents } from '../../../src/core/alerts/store.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { listOutbox } from '../../../src/core/notify/outbox/store.ts';
import { temporaryWorkspace } from '../config/workspace.ts';
import { EVERY, policyOfRule, START, World } from './machine/world.ts';

const policy = policyOfRule({ for: '1 sample', keep_firing_for: '1 sample' }, { flapping: false });
const MOUNTS = ['/', '/home', '/var'];

/** Decides on what is stored and stores that; killed before the step of that number. Answers whether it lived. */
function evaluate(at: Layout, observations: readonly Observation[], now: number, killedBefore: number): boolean {
  let steps = 0;
  try {
    changeAlerts(at, () => {
      const decision = decide(listAlerts(at).alerts, readMemory(at), { observations, alarms: [] }, now, policy);
      commitDecision(at, decision, now, () => {
        steps += 1;
        if (steps === killedBefore) throw new Error('killed');
      });
    });
    return true;
  } catch {
    return false;
  }
}

function sampleOf(world: World, values: readonly number[]): Observation[] {
  return MOUNTS.map((mount, index) => world.observation(values[index] ?? 50, 'load', mount));
}

test('killed before any step and asked again, every alert is there, and each message once', () => {
  for (let killedBefore = 1; killedBefore <= 8; killedBefore += 1) {
    const at = temporaryWorkspace();
    const world = new World(policy);
    world.now = START + EVERY;
    const observations = sampleOf(world, [95, 96, 97]);
    const lived = evaluate(at, observations, world.now, killedBefore);
    expect(lived).toBe(false);
    expect(evaluate(at, observations, world.now + 1_000, 0)).toBe(true);
    expect([...listAlerts(at).alerts.values()].map(({ state }) => state)).toEqual(['firing', 'firing', 'firing']);
    expect(listOutbox(at, 'queued').entries).toHaveLength(3);
    expect(readAlertEvents(at).filter(({ what }) => what === 'firing')).toHaveLength(3);
    expect(readdirSync(at.temporary)).toEqual([]);
  }
});

test('alerts that are told in one message are told in one also where it was killed between their files', () => {
  const grouped = { ...policy, rules: policyOfRule({ for: '1 sample', warning: { value: 90 }, critical: null }).rules };
  for (let killedBefore = 1; killedBefore <= 7; killedBefore += 1) {
    const at = temporaryWorkspace();
    const world = new World(grouped);
    world.now = START + EVERY;
    const observations = sampleOf(world, [95, 96, 97]);
    const run = (kill: number) => {
      let steps = 0;
      const { alerts } = listAlerts(at);
      const decision = decide(alerts, readMemory(at), { observations, alarms: [] }, world.now, grouped);
      commitDecision(at, decision, world.now, () => {
        steps += 1;
        if (steps === kill) throw new Error('killed');
      });
    };
    expect(() => run(killedBefore)).toThrow('killed');
    run(0);
    expect(listOutbox(at, 'queued').entries).toHaveLength(1);
    expect([...listAlerts(at).alerts.values()].every(({ notified }) => notified.length === 1)).toBe(true);
  }
});

test('killed again and again at random steps, it ends as if it never had been', () => {
  const samples = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(samples, fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), (bad, kills) => {
      const [steady, killed] = [temporaryWorkspace(), temporaryWorkspace()];
      const world = new World(policy);
      const left = [...kills];
      for (const which of bad) {
        world.now += EVERY;
        const observations = sampleOf(
          world,
          which.map((one) => (one ? 95 : 50)),
        );
        evaluate(steady, observations, world.now, 0);
        while (!evaluate(killed, observations, world.now, left.shift() ?? 0));
      }
      const keysOf = (at: Layout) =>
        listOutbox(at, 'queued')
          .entries.map(({ outgoing }) => outgoing.key)
          .sort();
      expect(keysOf(killed)).toEqual(keysOf(steady));
      expect([...listAlerts(killed).alerts.entries()].sort()).toEqual([...listAlerts(steady).alerts.entries()].sort());
      expect(readAlertEvents(killed)).toHaveLength(readAlertEvents(steady).length);
    }),
    { numRuns: 6 },
  );
});
