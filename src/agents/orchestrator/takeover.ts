import { processesOfSession } from '../../core/process/cookie.ts';
import { ownerState } from '../../core/process/identity.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { listRecords, quarantineUnreadable } from '../../core/sessions/registry.ts';
import { readRuns } from '../../core/sessions/run-log.ts';
import { finishEnded, settleSession } from '../../core/sessions/settle.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Desk } from './desk.ts';
import { adoptRun, resumeStart } from './runs.ts';
import { lastRunOf } from './unit.ts';

/** Takes over what an earlier orchestrator left: what runs goes on, what ended is written down, what was only planned is started. */
export function takeOver(desk: Desk): void {
  const { records, unreadable } = listRecords(desk.at);
  const moved = quarantineUnreadable(desk.at, unreadable);
  if (moved > 0)
    desk.tell(
      'warning',
      'quarantine',
      `${moved} session record${moved === 1 ? '' : 's'} could not be read and lie in quarantine/ now`,
    );
  for (const run of readRuns(desk.at, { recent: true })) {
    const unit = desk.units.get(run.agentId);
    if (unit !== undefined) unit.last = lastRunOf(run);
  }
  for (const record of records) if (record.id !== desk.session.id) takeOverOne(desk, record);
  const finished = finishEnded(desk.at, records);
  if (finished > 0) desk.log('info', 'takeover', `${finished} ended sessions were completed in the run log`);
}

function takeOverOne(desk: Desk, record: SessionRecord): void {
  if (hasEnded(record.status)) return;
  const unit = desk.units.get(record.agentId);
  const { live } = viewOf(desk.at, record);
  if (live !== 'dead') {
    if (unit !== undefined && record.owner !== null) adoptRun(desk, unit, record);
    return;
  }
  const neverStarted =
    record.owner === null && ownerState(record.spawner) === 'dead' && processesOfSession(record.id).length === 0;
  if (neverStarted && unit !== undefined) {
    desk.log('info', 'takeover', `${record.key} was planned and not started; it is started now`);
    resumeStart(desk, unit, record);
    return;
  }
  const reason = 'its process is gone, and nobody saw how it ended';
  const settled = settleSession(desk.at, record.id, record.runId, { status: 'lost', reason });
  const run =
    settled === null
      ? undefined
      : readRuns(desk.at, { recent: true }).findLast((entry) => entry.runId === record.runId);
  if (unit !== undefined && run !== undefined) unit.last = lastRunOf(run);
}
