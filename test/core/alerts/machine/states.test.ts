import { expect, test } from 'vitest';
import { EVERY, MINUTE, policyOfRule, policyWith, World } from './world.ts';

test('what holds for two samples fires, is told once, and is over after three clear ones', () => {
  const world = new World(policyOfRule({}));
  world.sample(95);
  expect(world.only).toMatchObject({ state: 'pending', severity: 'critical' });
  expect(world.outgoing).toEqual([]);
  world.sample(96);
  expect(world.only).toMatchObject({ state: 'firing', value: 96, threshold: 90 });
  expect(world.only.activeAt < (world.only.firedAt ?? '')).toBe(true);
  world.samples(97, 85, 79, 78);
  expect(world.only.state).toBe('recovering');
  world.sample(77);
  expect(world.only.state).toBe('resolved');
  expect(world.reasons).toEqual(['first', 'resolved']);
  expect(new Set(world.outgoing.map(({ thread }) => thread)).size).toBe(1);
});

test('what is pending and clears is deleted, and nobody hears of it', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, 50);
  expect(world.alerts.size).toBe(0);
  expect([world.outgoing, world.events]).toEqual([[], []]);
});

test('what comes back while it recovers goes on, and is not told again', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, 95, 70, 70, 95, 70, 70, 70);
  expect(world.reasons).toEqual(['first', 'resolved']);
});

test('between the threshold and the clear value nothing changes', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, 95, 85, 85, 85, 85, 85);
  expect(world.only.state).toBe('firing');
});

test('"3 of 5" fires where good samples lie between the bad ones', () => {
  const world = new World(policyOfRule({ for: '3 of 5' }));
  world.samples(95, 50, 95, 50);
  expect(world.only.state).toBe('pending');
  world.sample(95);
  expect(world.only.state).toBe('firing');
});

test('a time in `for` and `keep_firing_for` goes by the times of the samples, not by when they are looked at', () => {
  const world = new World(policyOfRule({ for: '10m', keep_firing_for: '5m' }));
  const [one, two, three] = [0, 1, 2].map((index) => {
    const at = new Date(world.now + index * EVERY).toISOString();
    return { ...world.observation(95), at, everyMs: null };
  });
  if (one === undefined || two === undefined || three === undefined) throw new Error('three samples');
  world.now += 60 * MINUTE;
  world.step([one, two]);
  expect(world.only.state).toBe('pending');
  world.step([three]);
  expect(world.only).toMatchObject({ state: 'firing', firedAt: three.at });
});

test('a rise of severity is told, a fall is not, and the next rise is told again', () => {
  const world = new World(policyOfRule({ warning: { value: 70, clear: 60 } }));
  world.samples(75, 75, 95, 95);
  expect(world.only.severity).toBe('critical');
  world.samples(75, 75, 75);
  expect(world.only).toMatchObject({ severity: 'warning', state: 'firing' });
  world.samples(95, 95);
  expect(world.reasons).toEqual(['first', 'severity raised', 'severity raised']);
  expect(new Set(world.outgoing.map(({ key }) => key)).size).toBe(3);
});

test('a reading that failed says nothing: it neither clears nor raises', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, null, 95);
  expect(world.only.state).toBe('firing');
  world.samples(70, null, null, 70);
  expect(world.only.state).toBe('recovering');
});

test('without fresh samples for two and a half intervals it is stale, never over, and goes on with the next sample', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, 95);
  world.wait(2.5 * EVERY);
  expect(world.only.state).toBe('firing');
  world.wait(1);
  expect(world.only.state).toBe('stale');
  world.wait(24 * 60 * MINUTE);
  expect(world.only.state).toBe('stale');
  world.sample(95);
  expect(world.only.state).toBe('firing');
  expect(world.reasons.filter((reason) => reason === 'resolved')).toEqual([]);
});

test('stale readings are an alert of their own, with its own reason', () => {
  const world = new World(policyWith({}));
  world.now += EVERY;
  world.step([{ ...world.observation(3, 'metrics_stale'), everyMs: null }]);
  expect(world.reasons).toEqual(['stale']);
});

test('a resolved alert is kept for a quarter of an hour', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, 95, 70, 70, 70);
  world.wait(15 * MINUTE - 1);
  expect(world.alerts.size).toBe(1);
  world.wait(1);
  expect(world.alerts.size).toBe(0);
});

test('after a longer outage what was pending begins anew, and what fired still fires', () => {
  const world = new World(policyOfRule({}, { escalation: { levels: [], loops: 1 } }));
  world.sample(95);
  world.now += 2 * 60 * MINUTE;
  world.sample(95);
  expect(world.only.state).toBe('pending');
  world.sample(95);
  expect(world.only.state).toBe('firing');
  world.now += 2 * 60 * MINUTE;
  world.sample(95);
  expect(world.only.state).toBe('firing');
  expect(world.reasons).toEqual(['first']);
});

test('the value, the message and the time are no part of what an alert is', () => {
  const world = new World(policyOfRule({ message: 'it is {value}' }));
  world.samples(95, 96);
  const { fingerprint } = world.only;
  world.sample(99);
  expect(world.only).toMatchObject({ fingerprint, message: 'it is 99' });
  expect(world.alerts.size).toBe(1);
});

test('what comes and goes is told once as flapping, then muted, and told as over when it has been calm', () => {
  const world = new World(policyOfRule({ for: '1 sample', keep_firing_for: '1 sample' }));
  for (let index = 0; index < 12; index += 1) world.samples(95, 50);
  expect(world.reasons.filter((reason) => reason === 'flapping')).toHaveLength(1);
  const told = world.outgoing.length;
  world.samples(95, 50, 95, 50);
  expect(world.outgoing).toHaveLength(told);
  for (let index = 0; index < 21; index += 1) world.sample(50);
  expect(world.reasons.slice(told)).toEqual(['resolved']);
});

test('an alert that a person calls over begins anew only when its condition has held again', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, 95);
  const alert = world.only;
  const at = new Date(world.now).toISOString();
  world.alerts.set(alert.fingerprint, { ...alert, state: 'resolved', resolvedAt: at, clearedAt: at });
  world.sample(95);
  expect(world.only.state).toBe('pending');
  world.sample(95);
  expect(world.only.state).toBe('firing');
  expect(world.only.episode).not.toBe(alert.episode);
});

test('a rule that is gone takes its alerts with it', () => {
  const world = new World(policyOfRule({}));
  world.samples(95, 95);
  world.step([], [], policyWith({ default_rules: false }));
  expect(world.only.state).toBe('resolved');
});

test.each([
  ['rate', { kind: 'rate', critical: { value: 1 } }, [10, 20, 30], [10, 11, 12]],
  ['below', { direction: 'below', critical: { value: 10, clear: 20 } }, [5, 5], [15, 15]],
  [
    'time to full',
    { kind: 'time_to_full', critical: { value: 2 } },
    [60, 65, 70, 75, 80, 85, 90],
    [60, 60, 60, 60, 60, 60, 60],
  ],
  ['absence', { kind: 'absence', critical: { value: 1 } }, [null, null], [1, 1]],
] as const)('a rule of kind %s fires where it should and only there', (_kind, rule, bad, good) => {
  const firing = new World(policyOfRule(rule));
  firing.samples(...bad);
  expect([...firing.alerts.values()].map(({ state }) => state)).toEqual(['firing']);
  const calm = new World(policyOfRule(rule));
  calm.samples(...good);
  expect(calm.alerts.size).toBe(0);
});
