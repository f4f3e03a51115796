import { errorText } from '../../core/errors.ts';
import { readExit } from '../../core/keeper/keeper.ts';
import { processesWith } from '../../core/process/cookie.ts';
import { ownerOf, ownerState, readProcessStat } from '../../core/process/identity.ts';
import { endingOfGone } from '../../core/sessions/ending.ts';
import { hasEnded, type SessionRecord } from '../../core/sessions/record.ts';
import { listRecords, quarantineUnreadable, updateRecord } from '../../core/sessions/registry.ts';
import { readRuns, runEntryOf } from '../../core/sessions/run-log.ts';
import { type Ending, finishEnded, settleSession } from '../../core/sessions/settle.ts';
import { endLeftovers, stopSession } from '../../core/sessions/stop.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Desk } from './desk.ts';
import { outdatedBecause } from './outdated.ts';
import { adoptRun, endOutdated, resumeStart, shouldBeUp, startLanes } from './runs.ts';
import { recoverStrays } from './strays.ts';
import { lastRunOf, type Unit } from './unit.ts';

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
  const strays = recoverStrays(desk, new Set(records.map(({ id }) => id)));
  for (const { key } of strays)
    desk.log('warn', 'takeover', `${key} runs, and its record was gone; it is written anew`);
  for (const record of [...records, ...strays]) {
    if (record.id === desk.session.id) continue;
    try {
      takeOverOne(desk, record);
    } catch (error) {
      // What cannot be taken over costs itself, not the orchestrator: the agent check comes back to it.
      desk.log('error', 'takeover', `${record.key}: ${errorText(error)}`);
    }
  }
  const finished = finishEnded(desk.at, records);
  if (finished > 0) desk.log('info', 'takeover', `${finished} ended sessions were completed in the run log`);
}

function takeOverOne(desk: Desk, record: SessionRecord): void {
  if (hasEnded(record.status)) return;
  const unit = desk.units.get(record.agentId);
  const claimed = record.owner === null ? claimForKeeper(desk, record) : record;
  const { live } = viewOf(desk.at, claimed);
  if (live === 'unknown') {
    settleGone(desk, claimed);
    return;
  }
  if (live !== 'dead') {
    if (unit !== undefined && claimed.owner !== null) adoptOrEnd(desk, unit, claimed);
    else if (claimed.kind === 'main' && claimed.argv !== null) void endRemoved(desk, claimed);
    return;
  }
  // Its keeper's last word, or a process without a keeper, says that it did start, before anybody wrote down which process it was.
  const ran = readExit(desk.at, record.id) !== null || processesOfRun(record.runId).length > 0;
  if (claimed.owner === null && !ran && unit !== undefined && unit.hold === null && unit.config.enabled) {
    desk.log('info', 'takeover', `${record.key} was planned and not started; it is started now`);
    resumeStart(desk, unit, record);
    return;
  }
  // Its keeper may have been killed while nobody looked, and the command lives on: beside it no second one is started.
  endLeftovers(claimed);
  const ending = endingOfGone(desk.at, claimed, unit?.config.success_exit_codes);
  const settled = settleSession(desk.at, record.id, record.runId, ending);
  if (settled !== null) {
    desk.log('warn', 'takeover', `${record.key} ended unseen: ${ending.status}`);
    if (unit !== undefined) unit.last = lastRunOf(runEntryOf(settled, ending.status, null));
  }
}

/** What runs goes on; what is not what the configuration wants any more is ended, and what is wanted instead started. */
function adoptOrEnd(desk: Desk, unit: Unit, record: SessionRecord): void {
  adoptRun(desk, unit, record);
  const run = unit.runs.get(record.id);
  const reason = run === undefined ? null : outdatedBecause(desk, unit, run);
  if (run === undefined || reason === null) return;
  desk.log('info', 'takeover', `${record.key} is ended: ${reason}`);
  void endOutdated(desk, unit, run, reason).then(() => {
    if (!desk.stopping && shouldBeUp(unit)) void startLanes(desk, unit);
  });
}

/** An agent that was taken out of the configuration while no orchestrator ran: nobody would ever end its session. */
async function endRemoved(desk: Desk, record: SessionRecord): Promise<void> {
  desk.log('info', 'takeover', `${record.key} is ended: it is not in the configuration`);
  try {
    await stopSession(desk.at, record, { reason: 'taken out of the configuration' });
  } catch (error) {
    desk.log('error', 'takeover', `${record.key}: ${errorText(error)}`);
  }
}

/**
 * A session of another host or container. Its own orchestrator is gone, else this one could not have the workspace: after a container was
 * made anew from the same volume, nothing of the old one lives. It is called lost, and what should be up is started here.
 */
function settleGone(desk: Desk, record: SessionRecord): void {
  const { host } = record.owner ?? record.spawner;
  const ending: Ending = {
    status: 'lost',
    reason: `it ran in another container or on another host (${host}), whose orchestrator is gone`,
  };
  if (settleSession(desk.at, record.id, record.runId, ending) === null) return;
  desk.tell(
    'warning',
    `takeover ${record.id}`,
    `${record.key} is taken for lost: ${ending.reason}. If it still runs there, end it there.`,
  );
}

/**
 * A start may have got as far as the process, but not to writing down which. The process carries the run's id in its environment, and
 * leads its group: that one is the owner.
 */
function claimForKeeper(desk: Desk, record: SessionRecord): SessionRecord {
  if (ownerState(record.spawner) === 'live') return record;
  const leader = processesOfRun(record.runId).find((pid) => readProcessStat(pid)?.groupId === pid);
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

function processesOfRun(runId: string): number[] {
  return processesWith('OPS_RUN_ID', [runId]).get(runId) ?? [];
}
