import { expect, test } from 'vitest';
import type { Policy } from '../../../../src/core/alerts/policy/policy.ts';
import { MINUTE, policyOfRule, policyWith, START, World } from '../machine/world.ts';

const HOUR = 60 * MINUTE;
const NO_ESCALATION: Partial<Policy> = { escalation: { levels: [], loops: 1 } };
const NIGHT = { start: '08:30', end: '10:30', timeZone: 'UTC' };

function mine(world: World, name: string) {
  const alert = [...world.alerts.values()].find(({ labels }) => labels.alertname === name);
  if (alert === undefined) throw new Error(`There is no alert ${name}`);
  return alert;
}

test('an alarm from outside is told at once, the same one again is not, and what is over is', () => {
  const world = new World(policyWith({}));
  world.alarm('db_down');
  world.alarm('db_down', { message: 'still down' });
  expect(mine(world, 'db_down').message).toBe('still down');
  world.alarm('db_down', { status: 'resolved' });
  world.alarm('db_down', { status: 'resolved' });
  expect(world.reasons).toEqual(['first', 'resolved']);
});

test('an alarm that nobody says again is over at its end', () => {
  const world = new World(policyWith({}));
  world.alarm('db_down', { endsAt: new Date(START + 5 * MINUTE).toISOString() });
  world.wait(5 * MINUTE);
  expect(mine(world, 'db_down').state).toBe('resolved');
});

test('an alarm raised again after it was over and forgotten is told again, also with the time of the first', () => {
  const world = new World(policyWith({}));
  const startsAt = new Date(START).toISOString();
  for (let time = 0; time < 3; time += 1) {
    world.alarm('db_down', { startsAt });
    world.alarm('db_down', { status: 'resolved', startsAt });
    world.wait(time === 0 ? MINUTE : 16 * MINUTE);
  }
  expect(new Set(world.outgoing.map(({ key }) => key)).size).toBe(6);
});

test('alarms that are not critical wait half a minute for others of their kind, and are told together', () => {
  const world = new World(policyWith({}));
  const labels = (resource: string) => ({ alertname: 'disk', source: 'test', resource });
  world.alarm('disk', { severity: 'warning', labels: labels('/a') });
  world.now += 10_000;
  world.alarm('disk', { severity: 'warning', labels: labels('/b') });
  expect(world.outgoing).toEqual([]);
  world.wait(20_000);
  expect(world.outgoing).toHaveLength(1);
  expect(world.outgoing[0]?.title).toContain('(+1)');
  world.wait(MINUTE);
  expect(world.outgoing).toHaveLength(1);
});

test('an alarm that is over before its group was told is never told', () => {
  const world = new World(policyWith({}));
  world.alarm('disk', { severity: 'warning' });
  world.alarm('disk', { severity: 'warning', status: 'resolved' });
  world.wait(HOUR);
  expect(world.outgoing).toEqual([]);
});

test('what is only information is recorded, not told', () => {
  const world = new World(policyWith({}));
  world.alarm('note', { severity: 'info' });
  world.wait(HOUR);
  expect([world.outgoing.length, world.events.length]).toEqual([0, 1]);
});

test('what goes on is told again after four hours, then after eight more', () => {
  const world = new World(policyWith({}, NO_ESCALATION));
  world.alarm('db_down');
  world.wait(4 * HOUR - 1);
  expect(world.reasons).toEqual(['first']);
  world.wait(1);
  world.wait(8 * HOUR - 1);
  expect(world.reasons).toEqual(['first', 'repeat']);
  world.wait(1);
  expect(world.reasons).toEqual(['first', 'repeat', 'repeat']);
});

test('nobody answers: the levels are gone through in order, each to its own channels, as often as said', () => {
  const levels = [
    { after: '10m', channels: ['slack'] },
    { after: '30m', channels: ['phone', 'mail'] },
    { after: '5m', channels: ['other'], rules: 'web_*' },
  ];
  const world = new World(policyWith({ escalation: { levels, loops: 2 } }));
  world.alarm('db_down');
  for (let minute = 1; minute <= 90; minute += 1) world.wait(MINUTE);
  const escalated = world.outgoing.filter(({ key }) => key.includes(':escalated:'));
  expect(escalated.map(({ channels }) => channels.join())).toEqual(['slack', 'phone,mail', 'slack', 'phone,mail']);
});

test('an acknowledged alert is neither repeated nor escalated until the acknowledgement expires', () => {
  const world = new World(policyWith({}));
  world.alarm('db_down');
  const alert = mine(world, 'db_down');
  const until = new Date(START + 6 * HOUR).toISOString();
  world.alerts.set(alert.fingerprint, { ...alert, acknowledged: { by: 'me', at: alert.activeAt, until } });
  world.wait(5 * HOUR);
  expect(world.reasons).toEqual(['first']);
  world.wait(HOUR);
  expect(world.reasons).toEqual(['first', 'acknowledgement expired']);
  expect(mine(world, 'db_down').acknowledged).toBeNull();
});

test('what is silenced is told when the silence ends and it still goes on', () => {
  const world = new World(policyWith({}));
  const silent: Policy = { ...world.policy, overlay: () => ({ silenced: 'maintenance' }) };
  world.step([], [{ ...alarmOf('db_down') }], silent);
  expect(world.outgoing).toEqual([]);
  expect(mine(world, 'db_down').mutedBy).toBe('maintenance');
  world.wait(MINUTE);
  expect(world.reasons).toEqual(['first']);
  expect(mine(world, 'db_down').mutedBy).toBeNull();
});

test('an alert that another one explains is not told while that fires, and is told afterwards', () => {
  const world = new World(policyWith({}));
  const full = () => world.observation(99, 'disk_usage', '/');
  const errors = () => world.observation(80, 'error_rate');
  for (let index = 0; index < 2; index += 1) {
    world.now += 5 * MINUTE;
    world.step([full(), errors()]);
  }
  expect(world.outgoing.map(({ key }) => key.slice(0, 16))).toEqual([mine(world, 'disk_usage').fingerprint]);
  expect(mine(world, 'error_rate').mutedBy).toContain('disk_usage');
  for (let index = 0; index < 3; index += 1) {
    world.now += 5 * MINUTE;
    world.step([world.observation(20, 'disk_usage', '/'), errors()]);
  }
  expect(world.reasons.toSorted()).toEqual(['first', 'first', 'resolved']);
});

test('two rules that inhibit each other, or one itself, mute nobody', () => {
  const both = (name: string) => ({
    name,
    metric: 'load_1',
    critical: { value: 1 },
    for: '1 sample',
    inhibits: [{ matchers: { alertname: '*' } }],
  });
  const world = new World(policyWith({ default_rules: false, rules: [both('one'), both('two')] }));
  world.now += 5 * MINUTE;
  world.step([world.observation(5, 'one'), world.observation(5, 'two')]);
  expect(world.reasons).toEqual(['first', 'first']);
});

test('more than twenty new alarms within a minute are told in one message, and later ones in another', () => {
  const world = new World(policyWith({}));
  const many = (from: number, count: number) =>
    world.step(
      [],
      Array.from({ length: count }, (_, index) => alarmOf(`alarm_${from + index}`)),
    );
  many(0, 500);
  expect(world.reasons).toEqual(['storm']);
  world.now += 10_000;
  many(500, 100);
  expect(world.outgoing).toHaveLength(1);
  world.wait(50_000);
  expect(world.outgoing).toHaveLength(2);
  expect([...world.alerts.values()].every(({ told }) => told === 'critical')).toBe(true);
  world.wait(2 * MINUTE);
  world.alarm('alone');
  expect(world.reasons.at(-1)).toBe('first');
});

test('alerts become more severe by their age, and by how often they fired within a day', () => {
  const aged = new World(policyWith({ promote: [{ rules: 'slow_*', after: '5m' }], group_wait: '1s' }));
  aged.alarm('slow_disk', { severity: 'warning' });
  aged.wait(MINUTE);
  aged.wait(5 * MINUTE);
  expect(mine(aged, 'slow_disk').severity).toBe('critical');
  expect(aged.reasons).toEqual(['first', 'severity raised']);
  const counted = new World(policyWith({ promote: [{ count: 3 }] }));
  for (let time = 0; time < 3; time += 1) {
    counted.alarm('job', { severity: 'warning' });
    if (time < 2) counted.alarm('job', { status: 'resolved' });
    counted.wait(MINUTE);
  }
  expect(mine(counted, 'job').severity).toBe('critical');
});

test('at night a warning is held until the morning, what is critical is not, and neither is the end of that', () => {
  const world = new World(policyOfRule({ warning: { value: 70, clear: 60 } }, { quietHours: NIGHT }));
  world.samples(75, 75);
  const morning = '2026-03-02T10:30:00.000Z';
  expect(world.outgoing.map(({ deliverAfter }) => deliverAfter)).toEqual([morning]);
  world.samples(95, 95);
  expect(world.reasons).toEqual(['first', 'severity raised']);
  expect(world.outgoing[1]?.deliverAfter).toBeNull();
  world.samples(50, 50, 50);
  expect(world.outgoing.at(-1)).toMatchObject({ resolves: true, deliverAfter: null, severity: 'critical' });
});

test('nobody is late with an answer to a warning that they are told in the morning', () => {
  const levels = [{ after: '30m', severity: 'warning' }];
  const policy = policyOfRule({ warning: { value: 70 }, critical: null }, { quietHours: NIGHT });
  const escalation = policyWith({ escalation: { levels } }).escalation;
  const world = new World({ ...policy, escalation });
  world.samples(75, 75);
  const at = (time: string) => {
    world.now = Date.parse(`2026-03-02T${time}Z`);
    world.step([{ ...world.observation(75), everyMs: null }]);
  };
  at('10:59:59');
  expect(world.reasons).toEqual(['first']);
  at('11:00:00');
  expect(world.reasons).toEqual(['first', 'escalated']);
});

function alarmOf(name: string) {
  const startsAt = new Date(START).toISOString();
  const said = { message: name, value: null, threshold: null, unit: null, startsAt, endsAt: null };
  return { labels: { alertname: name, source: 'test' }, status: 'firing', severity: 'critical', ...said } as const;
}
