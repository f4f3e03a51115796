import { asUserError, EXIT, errorText, OpsError } from '../../core/errors.ts';
import { watchFolder } from '../../core/files/watch-folder.ts';
import { holdSession } from '../../core/sessions/claim.ts';
import { LEASE_ENDING, LEASE_EVERY_MS, touchLease } from '../../core/sessions/view.ts';
import { plural } from '../../core/text/plural.ts';
import { makeWorkspace } from '../../core/workspace.ts';
import type { Agent } from '../agent.ts';
import { lookAtAdopted, lookAtUndying } from './adopted.ts';
import { keepAlerts, keepTakingUrgent } from './alerts.ts';
import { COLLECTOR, keepBeats, keepHealth } from './beats.ts';
import { knownConditions } from './conditions.ts';
import { countDelay } from './counters.ts';
import { keepTelling } from './delivery.ts';
import { type Desk, newDesk } from './desk.ts';
import { every } from './every.ts';
import { keepHealing } from './healing.ts';
import { jobEnded, loadJobs } from './jobs.ts';
import { restoreLanes } from './lanes-file.ts';
import { serveMail } from './mail.ts';
import { settleOthers } from './others.ts';
import { keepOverload } from './overload.ts';
import { makeUnit } from './reload.ts';
import { clearRetry } from './restarts.ts';
import { keepRotating } from './rotation.ts';
import { shouldBeUp, startLanes, startRun } from './runs.ts';
import { resumeClaimed, runDue, sleepUntilDue, startQueued } from './schedules.ts';
import { keepStatusFiles } from './status-files.ts';
import { takeOver } from './takeover.ts';
import { firstLane } from './unit.ts';
import { keepUsage } from './usage.ts';

/** How often runs are looked at that an earlier orchestrator started: the kernel tells their end to no one here. */
const OTHERS_LOOK_MS = 100;
const ADOPTED_LOOK_MS = 1_000;
const UNDYING_LOOK_MS = 5_000;

/** The orchestrator session: runs until it is asked to stop. Agents that run then go on. */
export const run: Agent = async ({ session, config, at: given, signal }) => {
  const { at } = makeWorkspace(given.root);
  const desk = newDesk(at, session, config);
  const status = keepStatusFiles(desk);
  desk.changed = status.changed;
  outliveTheDisk(desk);
  desk.log('info', 'orchestrator', `started, pid ${process.pid}`);
  addUnits(desk);
  takeOver(desk);
  settleConditions(desk);
  resumeClaimed(desk, Date.now());
  const closing = [
    keepUp(desk),
    keepSchedules(desk),
    keepBeats(desk),
    keepHealth(desk),
    keepHealing(desk),
    keepAlerts(desk),
    watchFolder(desk.at.activeIncidents, desk.changed, 60_000).close,
    keepUsage(desk),
    keepRotating(desk),
    keepOverload(desk),
  ];
  const closeMail = serveMail(desk);
  const closeDelivery = keepTelling(desk);
  const closeUrgent = keepTakingUrgent(desk);
  desk.changed();
  // The first sign of life comes when everything works: whoever started this waits for it.
  closing.push(keepLease(desk));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  desk.stopping = true;
  closeMail();
  for (const close of closing) close();
  await closeUrgent();
  await closeDelivery();
  for (const unit of desk.units.values()) for (const lane of unit.lanes) clearRetry(lane);
  await status.flush();
  const left = [...desk.units.values()].reduce((count, unit) => count + unit.runs.size, 0);
  desk.log('info', 'orchestrator', 'stopped');
  return left === 0 ? 'stopped' : `stopped; ${plural(left, 'run goes', 'runs go')} on`;
};

/**
 * Nobody restarts the orchestrator, so an error of the system in a place that expects none (a full disk, too many open files) is
 * logged and what it interrupted is lost, not the orchestrator. An error of the program itself still ends it.
 */
function outliveTheDisk(desk: Desk): void {
  process.on('uncaughtException', (error) => {
    const known = asUserError(error);
    desk.log('error', 'orchestrator', error.stack ?? errorText(error));
    if (known instanceof OpsError) return;
    process.stderr.write(`${error.stack ?? errorText(error)}\n`);
    process.exit(EXIT.failed);
  });
}

function addUnits(desk: Desk): void {
  for (const [id, config] of Object.entries(desk.config.agents)) desk.units.set(id, makeUnit(desk, id, config));
  loadJobs(desk);
  restoreLanes(desk.at, desk.units.values());
}

/**
 * Shows others that this process not only exists but works: a hung one stops touching its lease. And looks whether it still is the
 * orchestrator: its record may have been broken or removed, and where another process has taken its place, it ends.
 */
function keepLease(desk: Desk): () => void {
  const { at, session } = desk;
  touchLease(at, session.id);
  let due = performance.now() + LEASE_EVERY_MS;
  return every(desk, LEASE_EVERY_MS, 'lease', () => {
    touchLease(at, session.id);
    countDelay(desk.counters, Math.max(0, performance.now() - due));
    due = performance.now() + LEASE_EVERY_MS;
    const hold = holdSession(at, session);
    if (hold === 'restored')
      desk.log('warn', 'registry', `the record of ${session.key} was gone or broken; it is written anew`);
    if (hold !== 'lost') return;
    desk.log('error', 'registry', 'another process is the orchestrator of this workspace now; this one ends');
    process.exit(EXIT.configuration);
  });
}

function keepSchedules(desk: Desk): () => void {
  let timer: NodeJS.Timeout;
  const wake = () => {
    clearTimeout(timer);
    if (desk.stopping) return;
    if (runDue(desk, Date.now())) desk.changed();
    timer = setTimeout(wake, sleepUntilDue(desk, Date.now()));
  };
  desk.replanned = wake;
  wake();
  const collector = desk.units.get(COLLECTOR);
  if (collector?.config.enabled === true && collector.hold === null && collector.runs.size === 0) {
    void startRun(desk, collector, firstLane(collector), { kind: 'cron' });
  }
  return () => clearTimeout(timer);
}

/** Starts what should always be up, and sees the end of what is no child of this process. */
function keepUp(desk: Desk): () => void {
  desk.ended = (unit) => {
    jobEnded(desk, unit);
    startQueued(desk, unit);
  };
  for (const unit of desk.units.values()) if (shouldBeUp(unit)) void startLanes(desk, unit);
  const adopted = every(desk, ADOPTED_LOOK_MS, 'runs', () => lookAtAdopted(desk));
  const undying = every(desk, UNDYING_LOOK_MS, 'runs', () => lookAtUndying(desk));
  // A keeper's last word comes as a file: seen at once, not at the next look.
  let others: NodeJS.Timeout | null = null;
  const look = () => {
    lookAtAdopted(desk);
    // Whose end nobody waits for may wait for the next moment: a hundred ends are one look at the folder.
    others ??= setTimeout(() => {
      others = null;
      if (!desk.stopping) settleOthers(desk);
    }, OTHERS_LOOK_MS);
  };
  // Leases lie there, too, and each is touched every few seconds.
  const exits = watchFolder(desk.at.run, look, 60_000, (name) => name.endsWith(LEASE_ENDING));
  return () => {
    adopted();
    undying();
    exits.close();
    if (others !== null) clearTimeout(others);
  };
}

/** What an orchestrator before this one found to be wrong and is not so any more; what is still so is found again and told no second time. */
function settleConditions(desk: Desk): void {
  for (const subject of knownConditions(desk.at)) {
    const [, agentId] = /^(?:failing|spawn) (.+)$/.exec(subject) ?? [];
    if (agentId === undefined) {
      if (!subject.startsWith('data loss')) desk.over(subject);
    } else if (desk.units.get(agentId)?.lanes.every(({ givenUp }) => givenUp === null) !== false) desk.over(subject);
  }
}
