import { readExit } from '../../core/keeper/keeper.ts';
import { processesWith } from '../../core/process/cookie.ts';
import { ownerOf, ownerState, readProcessStat } from '../../core/process/identity.ts';
import { endingOfGone } from '../../core/sessions/ending.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { listRecords, quarantineUnreadable, updateRecord } from '../../core/sessions/registry.ts';
import { readRuns, runEntryOf } from '../../core/sessions/run-log.ts';
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
  const claimed = record.owner === null ? claimForKeeper(desk, record) : record;
  if (viewOf(desk.at, claimed).live !== 'dead') {
    if (unit !== undefined && claimed.owner !== null) adoptRun(desk, unit, claimed);
    return;
  }
  // Its keeper's last word says that it did start, and ended before anybody wrote down which process it was.
  const ran = readExit(desk.at, record.id) !== null;
  if (claimed.owner === null && !ran && unit !== undefined && unit.hold === null && unit.config.enabled) {
    desk.log('info', 'takeover', `${record.key} was planned and not started; it is started now`);
    resumeStart(desk, unit, record);
    return;
  }
  const ending = endingOfGone(desk.at, claimed, unit?.config.success_exit_codes);
  const settled = settleSession(desk.at, record.id, record.runId, ending);
  if (settled !== null) {
    desk.log('warn', 'takeover', `${record.key} ended unseen: ${ending.status}`);
    if (unit !== undefined) unit.last = lastRunOf(runEntryOf(settled, ending.status, null));
  }
}

/**
 * A start may have got as far as the process, but not to writing down which. The process carries the run's id in its environment, and
 * leads its group: that one is the owner.
 */
function claimForKeeper(desk: Desk, record: SessionRecord): SessionRecord {
  if (ownerState(record.spawner) === 'live') return record;
  const pids = processesWith('OPS_RUN_ID', [record.runId]).get(record.runId) ?? [];
  const leader = pids.find((pid) => readProcessStat(pid)?.groupId === pid);
  const owner = leader === undefined ? null : ownerOf(leader);
  if (owner === null) return record;
  const startedAt = new Date().toISOString();
  const claimed = updateRecord(desk.at, record.id, (now) =>
    now === null || now.owner !== null || now.runId !== record.runId
      ? null
      : { ...now, status: 'running', owner, startedAt },
  );
  return claimed ?? record;
}
