import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import type { Alert } from '../../../../src/core/alerts/alert.ts';
import { fingerprintOf } from '../../../../src/core/alerts/alert.ts';
import { writeAlert } from '../../../../src/core/alerts/store.ts';
import { configSchema } from '../../../../src/core/config/schema.ts';
import { writeJsonAtomic } from '../../../../src/core/files/atomic.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { takeSample } from '../../../../src/core/metrics/collect.ts';
import { textfile } from '../../../../src/core/metrics/prometheus/textfile.ts';
import type { Sample } from '../../../../src/core/metrics/sample.ts';
import { enrollSession } from '../../../../src/core/sessions/spawn.ts';
import { appendHeartbeat, writeHeartbeatPlan } from '../../../../src/core/status/heartbeat.ts';
import { type SelfMetrics, selfPath } from '../../../../src/core/status/self.ts';
import { temporaryWorkspace } from '../temporary-workspace.ts';

const installed = spawnSync('promtool', ['--version'], { stdio: 'ignore' }).error === undefined;
if (!installed) console.warn('skipped: promtool, which comes with Prometheus, is not installed');

function promtoolSays(text: string): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  return { code: status, said: `${stdout}${stderr}`.trim() };
}

const ODD = [
  'a "quoted" name',
  'two\nlines\r\n',
  'C:\\temp\\',
  '/mnt/디스크 é 🙂',
  'bell \u0007, escape \u001b[31m, null \u0000',
  'half a pair \ud800',
  '{a="b"} 1\n# TYPE x gauge',
  '',
];

const AT = '2026-10-05T10:00:00.000Z';
const NOW = Date.parse(AT);

function alertOf(labels: Record<string, string>, more: Partial<Alert>): Alert {
  return {
    ...{ version: 1, fingerprint: fingerprintOf(labels), episode: AT, labels, severity: 'critical', state: 'firing' },
    ...{ message: 'm', value: null, threshold: null, unit: null, activeAt: AT, firedAt: AT, clearedAt: null },
    ...{ resolvedAt: null, updatedAt: AT, acknowledged: null, flapping: false, tried: [], incidentId: null },
    ...{ notified: [], ...more },
  };
}

function fill(at: Layout): void {
  enrollSession(at, { agentId: 'reporter', kind: 'subagent', requester: 'cli' });
  const step = { status: 'ok' as const, text: '', actions: [] };
  const steps = { agents: step, urgentAlarms: step, metrics: step, incidents: step };
  writeHeartbeatPlan(at, { version: 1, enabled: true, intervalMs: 60_000, since: AT });
  appendHeartbeat(at, {
    ...{ version: 1, at: AT, orchestratorRunId: 'r', trigger: 'start', status: 'ok', reason: null, durationMs: 5 },
    steps,
  });
  const self: SelfMetrics = {
    ...{
      version: 1,
      at: AT,
      orchestratorRunId: 'r',
      startedAt: AT,
      restarts: 1,
      memoryBytes: 5e7,
      missedHeartbeats: 0,
    },
    responses: { count: 3, meanMs: 4.5, p50Ms: 4, p95Ms: 6, p99Ms: 6, maxMs: 6 },
    eventLoop: { meanDelayMs: 0.1, maxDelayMs: 12 },
    ...{ spawns: { attempted: 2, succeeded: 1, successRate: 50 }, quarantined: 1 },
  };
  writeJsonAtomic(selfPath(at), self, { temporary: at.temporary });
  for (const resource of ODD) writeAlert(at, alertOf({ alertname: 'disk', source: 'rule', resource }, {}));
  const taken = { by: 'kim', at: AT, until: null };
  writeAlert(at, alertOf({ alertname: 'cpu', source: 'rule' }, { severity: 'warning', acknowledged: taken }));
  writeAlert(at, alertOf({ alertname: 'memory', source: 'rule' }, { severity: 'info', state: 'resolved' }));
}

let text = '';

beforeAll(async () => {
  const at = temporaryWorkspace();
  fill(at);
  const { sample } = await takeSample(at, configSchema.parse({}), { intervalSeconds: 300 });
  const disk = sample.disks[0];
  const oddSample: Sample = {
    ...sample,
    disks: disk === undefined ? [] : ODD.map((mount) => ({ ...disk, mount })),
    healthChecks: ODD.map((name) => ({
      ...{ name, type: 'http', status: 'critical', up: false, at: AT, latencyMs: 12.5, value: null, message: name },
    })),
  };
  text = textfile(at, oddSample, NOW);
});

test.skipIf(!installed)('promtool accepts ops.prom with sessions, alerts, heartbeats and labels of every kind', () => {
  expect(promtoolSays(text)).toEqual({ code: 0, said: '' });
});

test.skipIf(!installed)('promtool is really asked: it refuses what is no metric', () => {
  expect(promtoolSays('ops_a{b="c} 1\n').code).not.toBe(0);
  expect(promtoolSays('# HELP ops_total a\n# TYPE ops_total gauge\nops_total 1\n').said).toContain('_total');
});

test('alerts are counted by what they are, and none of a kind is 0', () => {
  expect(text).toContain(`ops_alerts{severity="critical",state="firing"} ${ODD.length}\n`);
  expect(text).toContain('ops_alerts{severity="warning",state="firing"} 1\n');
  expect(text).toContain('ops_alerts{severity="info",state="resolved"} 1\n');
  expect(text).toContain('ops_alerts{severity="info",state="firing"} 0\n');
  expect(text).toContain('ops_alerts_acknowledged 1\n');
  expect(text).toContain('ops_alerts_silenced 0\n');
  expect(text).toContain(
    'ops_alert_open{alertname="disk",resource="a \\"quoted\\" name",severity="critical",state="firing"} 1\n',
  );
  expect(text).not.toContain('alertname="memory"');
});

test('sessions, heartbeats and the orchestrator by its own measure stand in it', () => {
  expect(text).toContain('ops_sessions{status="');
  expect(text).toContain(`ops_heartbeat_timestamp_seconds ${NOW / 1_000}\n`);
  expect(text).toContain('ops_heartbeat_missed 0\n');
  expect(text).toContain('ops_orchestrator_response_p99_seconds 0.006\n');
  expect(text).toContain('ops_orchestrator_restarts_total 1\n');
  expect(text).toContain('ops_quarantined_files 1\n');
});
