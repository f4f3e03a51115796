import { boundLog } from '../../core/files/bound-log.ts';
import { cleanHealing } from '../../core/healing/retention.ts';
import { cleanReports } from '../../core/reports/retention.ts';
import { cleanMail, cleanTemporary } from '../../core/sessions/mail-retention.ts';
import { cleanUp } from '../../core/sessions/retention.ts';
import type { Desk } from './desk.ts';

/** Of each log so much and as much again of the one before it: a year of runs every five minutes, and what a report can read in a second. */
const MOST_LOG_BYTES = 32e6;

/** Removes what the configuration says is old enough, and bounds the logs. */
export function applyRetention(desk: Desk): void {
  const {
    sessions_days: days,
    sessions_count: count,
    reports_days: reportsDays,
    runs_days: runsDays,
  } = desk.config.retention;
  const now = Date.now();
  const removed = cleanUp(desk.at, { days, count }, now).length;
  const mail = cleanMail(desk.at, days, now);
  const unfinished = cleanTemporary(desk.at, now);
  const reports = cleanReports(desk.at, reportsDays, now);
  const healing = cleanHealing(desk.at, runsDays, now);
  for (const log of [desk.at.ownLog, desk.at.runLog, desk.at.heartbeatLog]) boundLog(log, MOST_LOG_BYTES);
  if (removed + mail + unfinished + reports + healing === 0) return;
  desk.log(
    'info',
    'retention',
    `removed ${removed} ended sessions, ${mail} answered messages, ${unfinished} unfinished files, ${reports} files of reports, ${healing} files of healing`,
  );
}
