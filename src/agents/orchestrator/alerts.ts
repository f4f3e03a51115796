import { evaluateAlerts, policyNow } from '../../core/alerts/evaluate.ts';
import { intoAlerts } from '../../core/alerts/urgent/into-alerts.ts';
import { keepUrgent } from '../../core/alerts/urgent/keep.ts';
import { errorText } from '../../core/errors.ts';
import { watchFolder } from '../../core/files/watch-folder.ts';
import { plural } from '../../core/text/plural.ts';
import type { Desk } from './desk.ts';
import { settleFailures } from './restarts.ts';

/** Time passes without a sample, too: what repeats, escalates, expires or gets stale. */
const EVERY_MS = 60_000;
/** What should have escalated and did not, is held back by something that time does not end: it is not asked for in a loop. */
const LEAST_WAIT_MS = 5_000;
const JUDGED_AFTER_MS = [31_000, 61_000];

/** Judges each sample when it is there, and the time once a minute; tells what must be told. */
export function keepAlerts(desk: Desk): () => void {
  let said = '';
  let escalation: NodeJS.Timeout | undefined;
  const look = () => {
    if (desk.stopping) return;
    try {
      const { queued, risen, over, samples, problems, escalatesAt } = evaluateAlerts(desk.at, desk.config);
      for (const { severity, message } of risen)
        desk.log(severity === 'critical' ? 'error' : 'warn', 'alerts', `${severity}: ${message}`);
      for (const { message } of over) desk.log('info', 'alerts', `over: ${message}`);
      // The same broken file is no news every minute.
      if (problems.join() !== said) for (const problem of problems) desk.log('warn', 'alerts', problem);
      said = problems.join();
      if (queued > 0) desk.queued();
      clearTimeout(escalation);
      // What is due later than the next look is found by it.
      const wait = (escalatesAt ?? Number.POSITIVE_INFINITY) - Date.now();
      if (wait < EVERY_MS) escalation = setTimeout(look, Math.max(LEAST_WAIT_MS, wait));
      settleFailures(desk);
      if (queued + risen.length + over.length + samples > 0) desk.changed();
      desk.judged();
    } catch (error) {
      desk.log('error', 'alerts', `not judged, tried again: ${errorText(error)}`);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  const samples = watchFolder(desk.at.metrics, look, EVERY_MS);
  const findings = watchFolder(desk.at.analysis, look, EVERY_MS);
  desk.judge = look;
  look();
  return () => {
    clearInterval(timer);
    clearTimeout(escalation);
    samples.close();
    findings.close();
  };
}

/** Takes what others put into alerts/urgent/ at once: an alert, a message, an incident. */
export function keepTakingUrgent(desk: Desk): () => Promise<void> {
  const { at } = desk;
  const keeper = keepUrgent(at, {
    take: intoAlerts(at, () => policyNow(at, desk.config, Date.now())),
    locale: () => desk.config.locale,
    taken: ({ files, alarms, rejected }) => {
      desk.log('warn', 'alerts', `took ${plural(alarms, 'urgent alarm')} of ${plural(files, 'file')}`);
      for (const { name, reason } of rejected)
        desk.log('error', 'alerts', `alerts/urgent/${name} was rejected: ${reason}`);
      desk.queued();
      desk.changed();
      // A storm is told again when it is over, and what waited for others of its kind when it has waited.
      for (const ms of JUDGED_AFTER_MS) setTimeout(desk.judge, ms).unref();
    },
    failed: (reason) => desk.log('error', 'alerts', `urgent alarms could not be taken, tried again: ${reason}`),
  });
  return keeper.close;
}
