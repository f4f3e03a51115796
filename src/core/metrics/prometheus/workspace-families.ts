import type { Layout } from '../../files/layout.ts';
import { listRuns } from '../../healing/plan/store.ts';
import { listSessions } from '../../sessions/list.ts';
import { openIncidents, urgentAlarms } from '../../status/facts.ts';
import { healingFact } from '../../status/healing-fact.ts';
import { lastHeartbeat, missedNow } from '../../status/heartbeat.ts';
import { readSelf } from '../../status/self.ts';
import { gauge, value } from './family.ts';
import type { MetricFamily, MetricValue } from './render.ts';

/** Most labelled values of one kind: a workspace of ten thousand sessions must not become ten thousand series. */
function counted(keys: readonly string[], label: string): MetricValue[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort().map(([key, value]) => ({ labels: { [label]: key }, value }));
}

function seconds(milliseconds: number | null | undefined): number | null {
  return milliseconds === null || milliseconds === undefined ? null : milliseconds / 1_000;
}

/** What ops itself does: sessions, urgent alarms, incidents, heartbeats, and the orchestrator's measurements of itself. */
export function workspaceFamilies(at: Layout, now: number): MetricFamily[] {
  const { sessions, totalCount } = listSessions(at, { limit: Number.POSITIVE_INFINITY }, now);
  const beat = lastHeartbeat(at);
  const self = readSelf(at);
  const healing = healingFact(at, now);
  const outcomes = counted(
    listRuns(at).runs.map(({ outcome }) => outcome ?? 'running'),
    'outcome',
  );
  const counter = (name: string, help: string, count: number | undefined): MetricFamily => ({
    name: `ops_${name}_total`,
    help,
    type: 'counter',
    values: value(count),
  });
  return [
    gauge(
      'sessions',
      'Sessions by status.',
      counted(
        sessions.map(({ status }) => status),
        'status',
      ),
    ),
    gauge('sessions_known', 'Sessions in the registry.', [{ value: totalCount }]),
    gauge('urgent_alarms', 'Files in alerts/urgent.', [{ value: urgentAlarms(at, now).length }]),
    gauge('open_incidents', 'Files in incidents/active.', [{ value: openIncidents(at, now).length }]),
    gauge('approvals_pending', 'Plans of healing that wait for a yes or no.', [{ value: healing.pending.length }]),
    gauge('healing_stopped', '1 while the kill switch of healing is thrown.', [
      { value: healing.stopped === null ? 0 : 1 },
    ]),
    gauge('heal_runs', 'Runs of playbooks that are kept, by outcome.', outcomes),
    gauge(
      'heartbeat_timestamp_seconds',
      'When the orchestrator last beat.',
      value(beat === null ? null : Date.parse(beat.at) / 1_000),
    ),
    gauge('heartbeat_missed', 'Heartbeats that were due and did not come since.', value(missedNow(at, now))),
    gauge('orchestrator_memory_bytes', 'Memory of the orchestrator.', value(self?.memoryBytes)),
    gauge(
      'orchestrator_response_mean_seconds',
      'Mean time from a message to its reply.',
      value(seconds(self?.responses.meanMs)),
    ),
    gauge(
      'orchestrator_response_p99_seconds',
      'What 99 of the last 100 messages waited for their reply at most.',
      value(seconds(self?.responses.p99Ms)),
    ),
    gauge(
      'orchestrator_timer_delay_max_seconds',
      'By how much its own timers came late at most.',
      value(seconds(self?.eventLoop.maxDelayMs)),
    ),
    gauge('quarantined_files', 'Files that could not be read and were set aside.', value(self?.quarantined)),
    gauge(
      'orchestrator_start_timestamp_seconds',
      'When the orchestrator was started.',
      value(self === null ? null : Date.parse(self.startedAt) / 1_000),
    ),
    counter('orchestrator_messages', 'Messages answered since its start.', self?.responses.count),
    counter('orchestrator_spawns', 'Sessions it tried to start.', self?.spawns.attempted),
    counter('orchestrator_spawns_succeeded', 'Sessions it started.', self?.spawns.succeeded),
    counter('orchestrator_restarts', 'Sessions it started again.', self?.restarts),
  ];
}
