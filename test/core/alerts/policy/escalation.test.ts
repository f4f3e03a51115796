import { expect, test } from 'vitest';
import type { Alert } from '../../../../src/core/alerts/alert.ts';
import { nextEscalation } from '../../../../src/core/alerts/policy/escalation.ts';
import { alertOf } from '../overlays/alerts.ts';

const START = Date.parse('2026-03-01T10:00:00Z');
const level = (afterMs: number) => ({ afterMs, channels: ['x'], severity: 'critical' as const, rules: '*' });
const POLICY = { escalation: { levels: [level(90_000), level(600_000)], loops: 1 }, quietHours: null };

function told(...reasons: Alert['notified'][number]['reason'][]): Alert {
  const at = new Date(START).toISOString();
  return alertOf({ notified: reasons.map((reason) => ({ at, reason, severity: 'critical', key: reason })) });
}

test('the next escalation is due to the second, from when it was first told', () => {
  expect(nextEscalation([told('first')], POLICY)).toBe(START + 90_000);
  expect(nextEscalation([told('first', 'escalated')], POLICY)).toBe(START + 600_000);
  expect(nextEscalation([told('first', 'escalated'), told('first')], POLICY)).toBe(START + 90_000);
});

test('nothing is due for what nobody was told of, what somebody answered, what is over, and after the last level', () => {
  const acknowledged = { by: 'a', at: '2026-03-01T10:01:00Z', until: null };
  const quiet = [
    told(),
    { ...told('first'), acknowledged },
    { ...told('first'), state: 'resolved' as const },
    told('first', 'escalated', 'escalated'),
  ];
  expect(nextEscalation(quiet, POLICY)).toBeNull();
});
