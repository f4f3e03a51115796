import { boundLog } from '../../core/files/bound-log.ts';
import { cleanHealing } from '../../core/healing/retention.ts';
import { cleanReports } from '../../core/reports/retention.ts';
import { cleanMail, cleanTemporary } from '../../core/sessions/mail-retention.ts';
import { cleanUp } from '../../core/sessions/retention.ts';
import type { Desk } from './desk.ts';

/** Of the own log, and as much again of the one before it. The logs of runs and heartbeats stay whole: reports and what is missed are told from them. */
const MOST_LOG_BYTES = 32e6;

/** Removes what the configuration says is old enough, and bounds the own log. */
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
  boundLog(desk.at.ownLog, MOST_LOG_BYTES);
  if (removed + mail + unfinished + reports + healing === 0) return;
  desk.log(
    'info',
    'retention',
    `removed ${removed} ended sessions, ${mail} answered messages, ${unfinished} unfinished files, ${reports} files of reports, ${healing} files of healing`,
  );
}
