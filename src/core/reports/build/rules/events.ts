import type { Finding } from '../../report.ts';
import type { Pattern } from '../../report-events.ts';
import { finding, type Rule } from './finding.ts';

/** What happened, in the order in which it is told within one level. */
export const EVENT_RULES: readonly Rule[] = [
  ({ incidents }) =>
    incidents.list
      .filter(({ resolvedAt }) => resolvedAt === null)
      .map(({ title: subject, severity, openedAt: at, file }) =>
        finding('incidentOpen', severity === 'critical' ? 'critical' : 'warning', {
          ...{ subject, at, reference: file.replace(/\.md$/, '') },
        }),
      ),
  ({ agents }) =>
    agents.flatMap(({ agentId, failed, runs, failedLast, lastFailure }) => {
      if (failed === 0) return [];
      const drawn = { subject: agentId, value: failed, limit: runs, at: lastFailure?.at ?? null };
      return [failedLast ? finding('agentFails', 'warning', drawn) : finding('agentFailed', 'info', drawn)];
    }),
  ({ watch }) => {
    if (watch.missed === null) return [finding('noBeats', 'unknown')];
    return watch.missed > 0 ? [finding('beatsMissed', 'warning', { value: watch.missed })] : [];
  },
  ({ alarms, incidents }) =>
    alarms.alerts.list
      .filter(({ openAtEnd, severity }) => openAtEnd && severity !== 'info')
      // The incident that an alert opened bears its name, and is told with all that is known.
      .filter(({ title }) => !incidents.list.some((open) => open.resolvedAt === null && open.title === title))
      .map(({ severity, last: at, fingerprint, title, alertname }) =>
        finding('alertOpen', severity, { subject: title ?? alertname, at, reference: fingerprint.slice(0, 8) }),
      ),
  ({ alarms }) => {
    const over = alarms.alerts.list.filter(({ severity, openAtEnd }) => severity === 'critical' && !openAtEnd);
    const at = over.map(({ last }) => last).sort();
    return over.length > 0 ? [finding('alertsFired', 'warning', { value: over.length, at: at.at(-1) ?? null })] : [];
  },
  ({ alarms: { deliveries } }) =>
    deliveries.givenUp > 0 ? [finding('notDelivered', 'warning', { value: deliveries.givenUp })] : [],
  ({ alarms }) => {
    const critical = alarms.bySeverity.critical ?? 0;
    const last = alarms.list.filter(({ severity }) => severity === 'critical').map((alarm) => alarm.last);
    return critical > 0 ? [finding('alarmsTold', 'warning', { value: critical, at: last.sort().at(-1) ?? null })] : [];
  },
  ({ healing }) =>
    healing.playbooks
      .filter(({ runs, verified }) => verified < runs)
      .map(({ playbook: subject, runs: limit, verified }) =>
        finding('playbookFailed', verified === 0 ? 'warning' : 'info', { subject, value: limit - verified, limit }),
      ),
  ({ patterns }) => patterns.map(recurs),
  ({ logs }, { error_rate_per_min: { warning, critical } }) => {
    // One bad minute is told under the logs; a person is told of what lasted.
    const value = logs.lastingErrorsPerMinute;
    if (value === null || value <= warning) return [];
    return [
      finding('errorRate', 'warning', { value, limit: value > critical ? critical : warning, at: logs.lastingAt }),
    ];
  },
  ({ logs }) => {
    const [first] = (logs.fresh ?? []).filter(({ level }) => level !== 'warning');
    return first === undefined
      ? []
      : [finding('newMessages', 'info', { subject: first.message, value: first.count, at: first.firstAt })];
  },
  ({ logs }) =>
    logs.unreadSources.length > 0 ? [finding('logsUnread', 'warning', { value: logs.unreadSources.length })] : [],
  ({ unread }) => (unread.length > 0 ? [finding('unread', 'warning', { value: unread.length })] : []),
];

function recurs({ kind, subject, target, times: value, days: limit }: Pattern): Finding {
  const code = kind === 'playbook' ? 'playbookRecurs' : 'alarmRecurs';
  return finding(code, 'info', { subject, value, limit, reference: target });
}
