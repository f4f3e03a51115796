import { ORCHESTRATOR } from '../../../core/sessions/names.ts';
import { missedHeartbeats } from '../../../core/status/heartbeat.ts';
import type { Snapshot } from '../data/snapshot.ts';
import { fault, type Need } from './need.ts';
import { orchestratorOf, type Row } from './rows.ts';

/** Nothing is supervised. */
export function orchestratorDown(snapshot: Snapshot, rows: readonly Row[]): Need[] {
  const session = orchestratorOf(snapshot);
  if (session !== null && session.live !== 'dead') return [];
  const word =
    session === null ? 'was never started here' : `is ${session.status === 'done' ? 'stopped' : session.status}`;
  const rowId = `agent:${ORCHESTRATOR}`;
  return [
    fault({
      ...{ id: 'orchestrator', kind: 'DOWN', since: session?.endedAt ?? lastSign(snapshot) },
      text: `the orchestrator ${word}: nothing is supervised`,
      rowId: rows.some((row) => row.id === rowId) ? rowId : null,
      body: `Start it with: ops agents spawn ${ORCHESTRATOR}\n${session?.reason ?? ''}`,
    }),
  ];
}

/** Of one that was lost nobody wrote down when: its lease was touched until then. */
function lastSign({ leaseAt }: Snapshot): string | null {
  return leaseAt === null ? null : new Date(leaseAt).toISOString();
}

export function missedBeats(snapshot: Snapshot, _rows: readonly Row[], now: number): Need[] {
  if (orchestratorOf(snapshot)?.live !== 'live') return [];
  const missed = missedHeartbeats(snapshot.heartbeatPlan, snapshot.heartbeat, now) ?? 0;
  if (missed === 0) return [];
  const since = snapshot.heartbeat?.at ?? snapshot.heartbeatPlan?.since ?? null;
  const text = `${missed} heartbeat${missed === 1 ? '' : 's'} missed`;
  return [fault({ id: 'heartbeat', kind: 'BEAT', since, text, rowId: null, body: text })];
}

const BROKEN: Readonly<Record<string, string>> = {
  failed: 'FAILED',
  timeout: 'TIMEOUT',
  lost: 'LOST',
  silent: 'SILENT',
  late: 'LATE',
  corrupt: 'CORRUPT',
};

/** The orchestrator's own line is spoken for above, unless it only hangs. */
export function brokenRows(_snapshot: Snapshot, rows: readonly Row[]): Need[] {
  return rows.flatMap((row) => {
    const kind = BROKEN[row.state];
    if (kind === undefined || (row.agentId === ORCHESTRATOR && row.state !== 'silent')) return [];
    const reason = row.reason ?? 'no reason was written down';
    const since = row.lastAt ?? row.session?.updatedAt ?? null;
    return [
      fault({
        id: `row:${row.id}:${row.state}`,
        kind,
        since,
        text: `${row.name}: ${reason}`,
        rowId: row.id,
        body: `${row.name} ${row.state}\n\n${reason}`,
      }),
    ];
  });
}
