import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyOfRule, World } from './world.ts';

const reading = fc.oneof(fc.constantFrom(50, 75, 85, 91, 99), fc.constant(null));
const policy = policyOfRule({
  warning: { value: 70, clear: 60, sure: 90 },
  critical: { value: 90, clear: 80, sure: 95 },
});

test('nothing fires before its condition held for two samples, and each firing has exactly one end', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 80 }), (values) => {
      const world = new World(policy);
      let known: number[] = [];
      for (const value of values) {
        const before = world.events.length;
        if (value !== null) known = [...known, value];
        world.sample(value);
        const told = world.events.slice(0, before).map(({ episode }) => episode);
        const fired = world.events
          .slice(before)
          .some(({ what, episode }) => what === 'firing' && !told.includes(episode));
        if (fired) expect(known.slice(-2).filter((one) => one > 70).length).toBe(2);
      }
      const episodes = new Set(world.events.map(({ episode }) => episode));
      const open = [...world.alerts.values()].filter(({ state }) => state !== 'resolved' && state !== 'pending');
      const ended = world.events.filter(({ what }) => what === 'resolved').map(({ episode }) => episode);
      if (!world.events.some(({ what }) => what === 'flapping')) {
        expect(new Set(ended).size).toBe(ended.length);
        expect(ended.length + open.length).toBe(episodes.size);
      }
    }),
    { numRuns: 150 },
  );
});

test('no two messages have one key, and what is over was told as firing before', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 80 }), (values) => {
      const world = new World(policy);
      world.samples(...values);
      const keys = world.outgoing.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      const begun = new Set<string | null>();
      for (const { thread, resolves } of world.outgoing) {
        if (resolves) expect(begun.has(thread)).toBe(true);
        else begun.add(thread);
      }
    }),
    { numRuns: 150 },
  );
});

test('stopped and started anew after any sample, everything is as if it had not been', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 50 }), fc.array(fc.boolean(), { maxLength: 50 }), (values, restarts) => {
      const steady = new World(policy);
      const restarted = new World(policy);
      values.forEach((value, index) => {
        steady.sample(value);
        restarted.sample(value);
        if (restarts[index] !== true) return;
        restarted.memory = JSON.parse(JSON.stringify(restarted.memory));
        restarted.alerts = new Map(JSON.parse(JSON.stringify([...restarted.alerts])));
      });
      expect([...restarted.alerts]).toEqual([...steady.alerts]);
      expect(restarted.memory).toEqual(steady.memory);
      expect(restarted.outgoing).toEqual(steady.outgoing);
    }),
    { numRuns: 100 },
  );
});

test('a sample that is given twice changes nothing', () => {
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 40 }), (values) => {
      const once = new World(policy);
      const twice = new World(policy);
      for (const value of values) {
        once.sample(value);
        twice.sample(value);
        twice.step([twice.observation(value), twice.observation(value)]);
      }
      expect([...twice.alerts]).toEqual([...once.alerts]);
      expect(twice.outgoing).toEqual(once.outgoing);
    }),
    { numRuns: 60 },
  );
});
