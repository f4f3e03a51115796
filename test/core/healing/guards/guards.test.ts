import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GUARD_NAMES, refusals } from '../../../../src/core/healing/guards/guards.ts';
import type { HealEvent } from '../../../../src/core/healing/guards/history.ts';
import {
  killSwitch,
  killSwitchPath,
  pullKillSwitch,
  releaseKillSwitch,
} from '../../../../src/core/healing/guards/kill-switch.ts';
import { DAY_MS, DEFAULT_LIMITS, MACHINE_LIMITS } from '../../../../src/core/healing/guards/limits.ts';
import type { Situation } from '../../../../src/core/healing/guards/situation.ts';
import { makeWorkspace } from '../../../helpers/index.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const CALM: Situation = {
  playbook: 'one',
  target: '/',
  now: NOW,
  limits: DEFAULT_LIMITS,
  history: [],
  unattended: true,
  stopped: null,
  auditFault: null,
  muted: null,
  running: null,
  sample: { ageMs: 60_000, intervalMs: 300_000 },
  watched: { bad: 1, total: 20 },
  firingAlerts: 1,
};

function event(what: HealEvent['what'], agoMs: number, playbook = 'one', target = '/'): HealEvent {
  return { at: NOW - agoMs, what, playbook, target };
}

function guardsOf(change: Partial<Situation>): string[] {
  return refusals({ ...CALM, ...change }).map(({ guard }) => guard);
}

test('nothing speaks against a first run on fresh data', () => {
  expect(guardsOf({})).toEqual([]);
});

test.each<[string, Partial<Situation>, string[]]>([
  ['the kill switch', { stopped: 'healing/STOP' }, ['kill switch']],
  ['a broken audit', { auditFault: 'line 3' }, ['audit']],
  ['maintenance', { muted: 'maintenance db' }, ['maintenance']],
  ['a run under way', { running: 'r1' }, ['single flight']],
  ['no sample', { sample: null }, ['stale data']],
  ['an old sample', { sample: { ageMs: 600_001, intervalMs: 300_000 } }, ['stale data']],
  ['a sample of the future', { sample: { ageMs: -1, intervalMs: 300_000 } }, ['stale data']],
  ['a mass failure', { watched: { bad: 5, total: 12 } }, ['mass failure']],
  ['one bad of two is no mass failure', { watched: { bad: 1, total: 2 } }, []],
  ['many alerts', { firingAlerts: 11 }, ['mass failure']],
  ['not knowing what else is bad', { watched: null }, ['mass failure']],
  ['a mass failure that a person saw', { watched: { bad: 5, total: 12 }, unattended: false }, []],
  ['a denial of half an hour ago', { history: [event('denied', HOUR / 2)] }, ['denial']],
  ['a denial of two hours ago', { history: [event('denied', 2 * HOUR)] }, []],
  ['a denial for another target', { history: [event('denied', MINUTE, 'one', '/var')] }, []],
  ['a run four minutes ago', { history: [event('begun', 4 * MINUTE)] }, ['cooldown']],
  ['a run six minutes ago', { history: [event('begun', 6 * MINUTE)] }, []],
  [
    'the second run, six minutes ago',
    { history: [event('begun', 50 * MINUTE), event('begun', 6 * MINUTE)] },
    ['cooldown'],
  ],
  ['the same, eleven minutes ago', { history: [event('begun', 50 * MINUTE), event('begun', 11 * MINUTE)] }, []],
  ['the same after two calm hours', { history: [event('begun', 3 * HOUR), event('begun', 6 * MINUTE)] }, []],
  ['an event that lies ahead', { history: [event('begun', -HOUR)] }, ['cooldown']],
  [
    'three runs within the hour',
    { history: [event('begun', 58 * MINUTE), event('begun', 50 * MINUTE), event('begun', 40 * MINUTE)] },
    ['attempts'],
  ],
])('%s', (_, change, expected) => {
  expect(guardsOf(change)).toEqual(expected);
});

test('three failures in a row, on whatever target, open the breaker until a person closes it; a verified run between does so too', () => {
  const failures = [2, 3, 4].map((days, index) => event('failed', days * DAY_MS, 'one', `/${index}`));
  expect(guardsOf({ history: failures })).toEqual(['circuit breaker']);
  expect(guardsOf({ history: failures, playbook: 'two' })).toEqual([]);
  expect(guardsOf({ history: [...failures, event('closed', DAY_MS)] })).toEqual([]);
  expect(guardsOf({ history: [...failures.slice(1), event('verified', DAY_MS), ...failures.slice(0, 1)] })).toEqual([]);
});

test('ten runs within a day, of all playbooks together, are enough', () => {
  const history = Array.from({ length: 10 }, (_, index) => event('begun', (20 - index) * HOUR, `p${index}`));
  expect(guardsOf({ history })).toEqual(['day budget']);
  expect(guardsOf({ history: history.slice(1) })).toEqual([]);
});

const step = fc.record({
  playbook: fc.constantFrom('one', 'two', 'three', 'four'),
  target: fc.constantFrom('/', '/var'),
  /** The clock between two attempts: mostly forward, at times set back or far ahead. */
  clock: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 * MINUTE }) },
    { weight: 1, arbitrary: fc.integer({ min: -3 * HOUR, max: 0 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * DAY_MS }) },
  ),
  ending: fc.constantFrom<HealEvent['what'] | null>('verified', 'failed', 'failed', 'abandoned', null),
  takesMs: fc.integer({ min: 0, max: 10 * MINUTE }),
  aside: fc.constantFrom<HealEvent['what'] | null>(null, null, null, null, null, 'denied', 'closed'),
});

test('over random histories and steps of the clock no run exceeds its budgets, follows a denial, or passes an open breaker', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const history: HealEvent[] = [];
      let now = NOW;
      for (const { playbook, target, clock, ending, takesMs, aside } of steps) {
        now += clock;
        if (aside !== null) history.push({ at: now, what: aside, playbook, target });
        if (refusals({ ...CALM, playbook, target, now, history }).length > 0) continue;
        const own = history.filter((one) => one.playbook === playbook);
        const closed = own.findLastIndex(({ what }) => what === 'closed');
        const since = own.slice(closed + 1).filter((one) => one.target === target);
        const begun = since.filter(({ what, at }) => what === 'begun' && at > now - DEFAULT_LIMITS.windowMs);
        expect(begun.length).toBeLessThan(DEFAULT_LIMITS.attempts);
        const today = history.filter(({ what, at }) => what === 'begun' && at > now - DAY_MS);
        expect(today.length).toBeLessThan(MACHINE_LIMITS.runsPerDay);
        const denied = own.some(
          ({ what, at, target: of }) => what === 'denied' && of === target && at > now - MACHINE_LIMITS.denialMs,
        );
        expect(denied).toBe(false);
        const last = since.findLast(({ what }) => what !== 'denied');
        expect(last === undefined || now - last.at >= DEFAULT_LIMITS.cooldownMs).toBe(true);
        const endings = own.filter(({ what }) => ['failed', 'verified', 'closed'].includes(what)).slice(-3);
        expect(endings.length === 3 && endings.every(({ what }) => what === 'failed')).toBe(false);
        history.push({ at: now, what: 'begun', playbook, target });
        now += takesMs;
        if (ending !== null) history.push({ at: now, what: ending, playbook, target });
      }
    }),
    { numRuns: 200 },
  );
});

test('a stop of any kind refuses every situation, whatever else is true of it', () => {
  const kinds = fc.constantFrom<Partial<Situation>>(
    { stopped: 'x' },
    { auditFault: 'x' },
    { muted: 'x' },
    { running: 'x' },
  );
  const events = fc.record({
    at: fc.integer({ min: NOW - DAY_MS, max: NOW + DAY_MS }),
    what: fc.constantFrom<HealEvent['what']>('begun', 'verified', 'failed', 'closed', 'denied'),
    playbook: fc.constant('one'),
    target: fc.constant('/'),
  });
  fc.assert(
    fc.property(kinds, fc.array(events), fc.boolean(), (change, history, unattended) => {
      expect(refusals({ ...CALM, history, unattended, ...change }).length).toBeGreaterThan(0);
    }),
  );
  expect(GUARD_NAMES).toHaveLength(11);
});

test('the kill switch is any file of that name, also an empty one or a link to nowhere', () => {
  const at = makeWorkspace();
  expect(killSwitch(at)).toBeNull();
  pullKillSwitch(at, 'too risky\u001b[2J today');
  expect(killSwitch(at)).toBe('healing/STOP: too risky today');
  expect(releaseKillSwitch(at)).toBe(true);
  expect(releaseKillSwitch(at)).toBe(false);
  mkdirSync(dirname(killSwitchPath(at)), { recursive: true });
  writeFileSync(killSwitchPath(at), '');
  expect(killSwitch(at)).toBe('healing/STOP lies there');
  releaseKillSwitch(at);
  symlinkSync('/nowhere', killSwitchPath(at));
  expect(killSwitch(at)).toBe('healing/STOP lies there');
});
