import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { evaluateAlerts } from '../../../src/core/alerts/evaluate.ts';
import { memoryPath } from '../../../src/core/alerts/machine/memory.ts';
import { alertPath, listAlerts } from '../../../src/core/alerts/store.ts';
import { configSchema } from '../../../src/core/config/schema.ts';
import type { Layout } from '../../../src/core/files/layout.ts';
import { listOutbox } from '../../../src/core/notify/outbox/store.ts';
import { temporaryWorkspace, writeIn } from '../config/workspace.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;
const EVERY = 5 * MINUTE;
const config = configSchema.parse({});

interface SampleFields {
  cpu?: number;
  disks?: { mount: string; percent: number | null; readOnly?: boolean }[];
  failedUnits?: string[] | null;
  healthChecks?: { name: string; status: string; message: string }[];
}

/** metrics/latest.json, as far as the rules read it. */
function writeSample(at: Layout, time: number, fields: SampleFields): void {
  const { cpu = 5, disks = [], failedUnits = [], healthChecks = [] } = fields;
  const disk = { device: '/dev/x', type: 'ext4', totalBytes: 1, usedBytes: 1, availableBytes: 1, fullInHours: null };
  const sample = {
    version: 1,
    at: new Date(time).toISOString(),
    intervalSeconds: EVERY / 1_000,
    cpu: { total: cpu, user: cpu, system: 0, iowait: 0, steal: 0, cores: [] },
    memory: { percent: 10, availableBytes: 1 },
    disks: disks.map((one) => ({ ...disk, inodesPercent: 1, readOnly: false, ...one })),
    units: failedUnits === null ? null : { failed: failedUnits },
    clock: { synchronised: true, source: null, stepMs: 0 },
    healthChecks: healthChecks.map((one) => ({ type: 'tcp', up: true, latencyMs: 1, value: null, ...one })),
    summary: {},
  };
  writeIn(at, 'metrics/latest.json', JSON.stringify(sample));
}

function namesOf(at: Layout, state = 'firing'): string[] {
  const alerts = [...listAlerts(at).alerts.values()].filter((alert) => alert.state === state);
  return alerts.map(({ labels }) => [labels.alertname, labels.resource].join(' ').trim()).sort();
}

/** Takes samples five minutes apart, and evaluates after each. */
function play(at: Layout, samples: readonly SampleFields[], from = START): number {
  samples.forEach((fields, index) => {
    const now = from + index * EVERY;
    writeSample(at, now, fields);
    evaluateAlerts(at, config, now + 100);
  });
  return from + (samples.length - 1) * EVERY;
}

test('a disk that is full for two samples is told, and once', () => {
  const at = temporaryWorkspace();
  const full = { disks: [{ mount: '/data', percent: 97 }] };
  const now = play(at, [full]);
  expect(namesOf(at, 'pending')).toEqual(['disk_usage /data']);
  writeSample(at, now + EVERY, full);
  const done = evaluateAlerts(at, config, now + EVERY + 100);
  expect(done).toMatchObject({ samples: 1, queued: 1, firing: 1, problems: [] });
  expect(done.risen.map(({ severity }) => severity)).toEqual(['critical']);
  expect(evaluateAlerts(at, config, now + EVERY + 200)).toMatchObject({ samples: 0, queued: 0, risen: [] });
  expect(listOutbox(at, 'queued').entries.map(({ outgoing }) => outgoing.severity)).toEqual(['critical']);
});

test('a critical alert has an incident, which its message names', () => {
  const at = temporaryWorkspace();
  play(at, [{ cpu: 99 }, { cpu: 99 }]);
  const [alert] = listAlerts(at).alerts.values();
  expect(alert?.incidentId).toBeTruthy();
  expect(listOutbox(at, 'queued').entries[0]?.outgoing.text).toContain(alert?.incidentId ?? '?');
});

test('nothing new, nothing is written', () => {
  const at = temporaryWorkspace();
  const now = play(at, [{}, {}]);
  const before = memoryMark(at);
  evaluateAlerts(at, config, now + MINUTE);
  expect(memoryMark(at)).toBe(before);
});

function memoryMark(at: Layout): string {
  const { ino, mtimeMs } = statSync(memoryPath(at));
  return `${ino} ${mtimeMs}`;
}

test('a mount that was writable and is read-only fires; one that always was does not, and is never full', () => {
  const at = temporaryWorkspace();
  const image = { mount: '/snap/core', percent: 100, readOnly: true };
  play(at, [
    { disks: [{ mount: '/', percent: 10 }, image] },
    { disks: [{ mount: '/', percent: 10, readOnly: true }, image] },
    { disks: [{ mount: '/', percent: 10, readOnly: true }, image] },
  ]);
  expect(namesOf(at)).toEqual(['mount_read_only /']);
});

test('a failed unit fires by its name, and is over when it is not among the failed any more; where they cannot be read it goes on', () => {
  const at = temporaryWorkspace();
  const now = play(at, [{ failedUnits: ['db.service'] }]);
  expect(namesOf(at)).toEqual(['unit_failed db.service']);
  play(at, [{ failedUnits: null }], now + EVERY);
  expect(namesOf(at)).toEqual(['unit_failed db.service']);
  play(at, [{ failedUnits: [] }], now + 2 * EVERY);
  expect(namesOf(at, 'resolved')).toEqual(['unit_failed db.service']);
});

test('a health check speaks in its own words, and one whose state is unknown says nothing', () => {
  const at = temporaryWorkspace();
  const check = (status: string) => ({ healthChecks: [{ name: 'web', status, message: 'HTTP 503' }] });
  play(at, [check('critical'), check('unknown'), check('critical')]);
  const [alert] = listAlerts(at).alerts.values();
  expect(alert).toMatchObject({ state: 'firing', severity: 'critical', value: null });
  expect(alert?.message).toBe('Health check web: HTTP 503');
});

test('when no samples come any more that is an alert of its own, and what fired is stale, not over', () => {
  const at = temporaryWorkspace();
  const now = play(at, [{ cpu: 99 }, { cpu: 99 }]);
  evaluateAlerts(at, config, now + 2.5 * EVERY + 1_000);
  expect(namesOf(at)).toEqual(['metrics_stale']);
  expect(namesOf(at, 'stale')).toEqual(['cpu_usage']);
  play(at, [{ cpu: 99 }], now + 4 * EVERY);
  expect(namesOf(at)).toEqual(['cpu_usage']);
  expect(namesOf(at, 'resolved')).toEqual(['metrics_stale']);
});

test('errors in the logs and what was found in them are judged by the analysis that found them', () => {
  const at = temporaryWorkspace();
  const analysis = (time: number, errors: number, findings: object[]) =>
    writeIn(
      at,
      'analysis/latest.json',
      JSON.stringify({
        version: 1,
        at: new Date(time).toISOString(),
        since: new Date(time - 2 * EVERY).toISOString(),
        errorRate: { mean: 1, max: errors, maxAt: null, minutes: 10 },
        findings,
      }),
    );
  const attack = {
    kind: 'ssh_guessing',
    severity: 'critical',
    text: 'ssh guessing: 80 lines',
    count: 80,
    address: '192.0.2.1',
  };
  analysis(START, 60, [attack]);
  evaluateAlerts(at, config, START + 100);
  expect(namesOf(at)).toEqual(['log_finding ssh_guessing 192.0.2.1']);
  analysis(START + 2 * EVERY, 70, []);
  evaluateAlerts(at, config, START + 2 * EVERY + 100);
  expect(namesOf(at)).toEqual(['error_rate']);
  expect(namesOf(at, 'recovering')).toEqual(['log_finding ssh_guessing 192.0.2.1']);
  // No analysis tells of it any more, and it still says what it was.
  const recovering = [...listAlerts(at).alerts.values()].find(({ state }) => state === 'recovering');
  expect(recovering?.message).toBe('In the logs: ssh guessing: 80 lines');
});

test('missed heartbeats, and what a rule of the user’s says of agents, fire without any sample', () => {
  const at = temporaryWorkspace();
  const agent = { id: 'mailer', state: 'failed', sessionKeys: [], consecutiveFailures: 5, reason: 'exit code 1' };
  writeIn(at, 'status/agents.json', JSON.stringify({ version: 1, agents: [agent] }));
  const plan = { version: 1, enabled: true, intervalMs: 30 * MINUTE, since: new Date(START).toISOString() };
  writeIn(at, 'state/heartbeat.json', JSON.stringify(plan));
  const rule = { name: 'mailer_down', metric: 'agent_failed', warning: { value: 0 }, for: '1 sample' };
  evaluateAlerts(at, configSchema.parse({ alerts: { rules: [rule] } }), START + 40 * MINUTE);
  expect(namesOf(at)).toEqual(['heartbeat_missed', 'mailer_down mailer']);
});

test('a broken sample, memory or alert file costs itself only, and is named', () => {
  const at = temporaryWorkspace();
  const now = play(at, [
    { cpu: 99, disks: [{ mount: '/', percent: 99 }] },
    { cpu: 99, disks: [{ mount: '/', percent: 99 }] },
  ]);
  const queued = listOutbox(at, 'queued').entries.length;
  const [cpu] = [...listAlerts(at).alerts.values()].filter(({ labels }) => labels.alertname === 'cpu_usage');
  writeFileSync(alertPath(at, cpu?.fingerprint ?? ''), '{"version":');
  writeFileSync(memoryPath(at), 'nonsense');
  writeIn(at, 'metrics/latest.json', '[1,2');
  const done = evaluateAlerts(at, config, now + EVERY);
  expect(done.problems).toHaveLength(2);
  expect(namesOf(at)).toEqual(['disk_usage /']);
  play(at, [{ cpu: 99 }, { cpu: 99 }], now + 2 * EVERY);
  expect(namesOf(at)).toContain('cpu_usage');
  expect(listOutbox(at, 'queued').entries.length).toBeLessThanOrEqual(queued + 1);
});

test('fifty full disks at once are told in one message', () => {
  const at = temporaryWorkspace();
  const disks = Array.from({ length: 50 }, (_, index) => ({ mount: `/mnt/${index}`, percent: 99 }));
  play(at, [{ disks }, { disks }]);
  expect(namesOf(at)).toHaveLength(50);
  expect(listOutbox(at, 'queued').entries).toHaveLength(1);
});

test('an incident that cannot be written keeps nobody from being told, and is named', () => {
  const at = temporaryWorkspace();
  rmSync(at.activeIncidents, { recursive: true, force: true });
  mkdirSync(dirname(at.activeIncidents), { recursive: true });
  writeFileSync(at.activeIncidents, 'no folder');
  const full = { disks: [{ mount: '/data', percent: 97 }] };
  const now = play(at, [full]);
  writeSample(at, now + EVERY, full);
  const { queued, problems } = evaluateAlerts(at, config, now + EVERY + 100);
  expect(queued).toBe(1);
  expect(problems.join()).toMatch(/the incident could not be written: .*ENOTDIR/);
  expect(evaluateAlerts(at, config, now + EVERY + 200).queued).toBe(0);
});
