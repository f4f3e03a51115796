import type { Alert, AlertState } from '../../core/alerts/alert.ts';
import { listAlerts } from '../../core/alerts/store.ts';
import { readMetrics } from '../../core/status/facts.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Input, Run } from '../command.ts';
import { choiceOption, flag, numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';
import { contextOf } from './context.ts';
import { alertName, alertView, numberText, overlayWords } from './view.ts';

const STATES: readonly AlertState[] = ['firing', 'recovering', 'pending', 'stale', 'resolved'];
const SEVERITIES = ['critical', 'warning', 'info'] as const;
const SHORT_FINGERPRINT = 8;

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 100;
  const { alerts, problems } = listAlerts(at);
  const context = await contextOf(at, alerts);
  const all = [...alerts.values()].filter(chosenBy(input)).sort(byUrgency);
  const shown = all.slice(0, limit).map((alert) => alertView(alert, context, now));
  const metrics = readMetrics(at, now);
  const rows = shown.map((view) => [
    view.fingerprint.slice(0, SHORT_FINGERPRINT),
    view.severity,
    view.state,
    alertName(view),
    numberText(view.value, view.unit),
    `${describeDuration(view.ageMs)} ago`,
    `${describeDuration(view.dataAgeMs)} ago`,
    overlayWords(view),
    view.message,
  ]);
  const head = ['ID', 'SEVERITY', 'STATE', 'ALERT', 'VALUE', 'SINCE', 'SEEN', 'OVERLAYS', 'MESSAGE'];
  const hidden = all.length - shown.length;
  const isStale = metrics.state !== 'read' || metrics.stale;
  const age = metrics.state === 'read' ? `${describeDuration(metrics.ageMs)} old` : metrics.reason;
  const none = isStale ? 'No alert, but nothing is known now.' : 'No alert.';
  return {
    data: {
      count: shown.length,
      totalCount: all.length,
      alerts: shown,
      metrics: {
        state: metrics.state,
        ageMs: metrics.state === 'read' ? metrics.ageMs : null,
        stale: isStale,
      },
      problems: [...problems, ...context.overlays.problems],
    },
    text:
      (shown.length === 0 ? `${none}\n` : textTable(head, rows)) +
      (hidden > 0 ? `${hidden} more: --limit\n` : '') +
      `Newest sample: ${age}\n`,
    warnings: [
      ...(isStale ? [`the newest sample is no news (${age}): what the metrics say of alerts may be out of date`] : []),
      ...problems.map(({ file, reason }) => `${file}: ${reason}; it is left out`),
      ...context.warnings,
    ],
  };
};

function chosenBy(input: Input): (alert: Alert) => boolean {
  const state = choiceOption(input, 'state', STATES);
  const severity = choiceOption(input, 'severity', SEVERITIES);
  const all = flag(input, 'all');
  return (alert) => {
    if (severity !== undefined && alert.severity !== severity) return false;
    if (state !== undefined) return alert.state === state;
    return all || (alert.state !== 'resolved' && alert.state !== 'pending');
  };
}

function byUrgency(one: Alert, other: Alert): number {
  return (
    STATES.indexOf(one.state) - STATES.indexOf(other.state) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    Date.parse(one.activeAt) - Date.parse(other.activeAt)
  );
}
