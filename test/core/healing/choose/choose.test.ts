import { expect, test } from 'vitest';
import type { Alert } from '../../../../src/core/alerts/alert.ts';
import { compileRule } from '../../../../src/core/alerts/rules/rule.ts';
import { candidatesOf, isSameTrouble } from '../../../../src/core/healing/choose/choose.ts';
import { whyText } from '../../../../src/core/healing/choose/why.ts';
import { playbookHash } from '../../../../src/core/healing/playbooks/check.ts';
import { playbookSchema } from '../../../../src/core/healing/playbooks/schema.ts';
import type { World } from '../../../../src/core/healing/playbooks/world.ts';
import { alertOf } from '../../alerts/overlays/alerts.ts';

const LIMITS = { warning: { value: 75 }, critical: { value: 90 } };
const RULES = [
  compileRule('disk_usage', { metric: 'disk_percent', resource: '/*', ...LIMITS }),
  compileRule('unit_failed', { metric: 'unit_failed', warning: { value: 0 }, critical: null }),
];

function playbook(name: string, when: object, action: string) {
  const parsed = playbookSchema.parse({ name, description: 'x', mode: 'approve', when, actions: [{ action }] });
  return { playbook: parsed, hash: playbookHash(parsed), file: null };
}

const FULL = { metric: 'disk_percent', is: 'above', value: 80 };
const REMOVE = playbook('a_remove', FULL, 'remove_files');
const COMPRESS = playbook('b_compress', FULL, 'compress_files');
const UNIT = playbook('c_unit', { alert: 'unit_failed' }, 'restart_unit');

function alert(labels: Record<string, string>, more: Partial<Alert>): Alert {
  const all = { source: 'rules', ...labels };
  return alertOf({ labels: all, severity: 'warning', ...more });
}

function world(alerts: readonly Alert[]): World {
  return {
    sampleAt: '2026-03-01T10:05:00Z',
    intervalMs: 60_000,
    readings: [
      { metric: 'disk_percent', resource: '/', value: 95 },
      { metric: 'disk_percent', resource: '/home', value: 96 },
    ],
    listed: [],
    alerts: alerts.map(({ labels, state }) => ({ labels, state })),
  };
}

function order(alerts: readonly Alert[]): string[] {
  return candidatesOf([REMOVE, COMPRESS, UNIT], world(alerts), alerts, RULES).map(
    ({ known, trigger }) => `${known.playbook.name} ${trigger.target}`,
  );
}

test('what is more severe comes first, then what is older, then what touches less, then by name', () => {
  const root = alert({ alertname: 'disk_usage', resource: '/' }, { severity: 'warning' });
  const home = alert({ alertname: 'disk_usage', resource: '/home' }, { severity: 'critical' });
  const unit = alert(
    { alertname: 'unit_failed', resource: 'a.service' },
    { severity: 'critical', firedAt: '2026-03-01T09:00:00Z' },
  );
  expect(order([root, home, unit])).toEqual([
    'c_unit a.service',
    'b_compress /home',
    'a_remove /home',
    'b_compress /',
    'a_remove /',
  ]);
});

test('a plan is about the alerts of its condition and target, and about their incident', () => {
  const root = alert({ alertname: 'disk_usage', resource: '/' }, { incidentId: 'i1' });
  const other = alert({ alertname: 'disk_usage', resource: '/home' }, { incidentId: 'i2' });
  const mine = alert({ alertname: 'disk_usage', resource: '/', source: 'mine' }, {});
  const [first] = candidatesOf([REMOVE], world([root, other, mine]), [root, other, mine], RULES);
  expect(first).toMatchObject({ trigger: { target: '/' }, about: { incidentId: 'i1', alerts: [root.fingerprint] } });
});

test('what is over is no reason, and what a rule watches waits for its alert, which knows what lasts', () => {
  const over = alert({ alertname: 'unit_failed', resource: 'a.service' }, { state: 'resolved' });
  const pending = alert({ alertname: 'disk_usage', resource: '/' }, { state: 'pending' });
  expect(order([over, pending])).toEqual([]);
});

test('a playbook that is to act before any rule would fire goes by the reading alone, after all that is alarming', () => {
  const early = playbook('early', { metric: 'disk_percent', is: 'above', value: 70 }, 'wait');
  const home = alert({ alertname: 'disk_usage', resource: '/home' }, {});
  const found = candidatesOf([early, REMOVE], world([home]), [home], RULES);
  expect(found.map(({ known, trigger }) => `${known.playbook.name} ${trigger.target}`)).toEqual([
    'early /home',
    'a_remove /home',
    'early /',
  ]);
});

test('why one was chosen names those that it was chosen from, and why others had to stand back', () => {
  const root = alert({ alertname: 'disk_usage', resource: '/' }, { severity: 'critical', incidentId: 'i1' });
  const all = candidatesOf([REMOVE, COMPRESS], world([root]), [root], RULES).filter(
    ({ trigger }) => trigger.target === '/',
  );
  const [compress, remove] = all;
  if (compress === undefined || remove === undefined) throw new Error('two fit');
  expect(isSameTrouble(compress, remove)).toBe(true);
  expect(whyText(compress, all, [])).toContain('of b_compress, a_remove it touches least');
  const text = whyText(remove, all, [{ candidate: compress, reason: 'cooldown: it pauses' }]);
  expect(text).toContain('a_remove is chosen for / (critical');
  expect(text).toContain('b_compress not now: cooldown: it pauses');
});
