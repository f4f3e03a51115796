import { cleanHealing } from '../../core/healing/retention.ts';
import { cleanReports } from '../../core/reports/retention.ts';
import { cleanMail, cleanTemporary } from '../../core/sessions/mail-retention.ts';
import { cleanUp } from '../../core/sessions/retention.ts';
import type { Desk } from './desk.ts';

/** Removes what the configuration says is old enough. */
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
  if (removed + mail + unfinished + reports + healing === 0) return;
  desk.log(
    'info',
    'retention',
    `removed ${removed} ended sessions, ${mail} answered messages, ${unfinished} unfinished files, ${reports} files of reports, ${healing} files of healing`,
  );
}
