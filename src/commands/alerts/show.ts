import { listAlerts, readAlertEvents } from '../../core/alerts/store.ts';
import { oneLine } from '../../core/text/control.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { contextOf } from './context.ts';
import { alertNamed } from './named.ts';
import { type AlertView, alertName, alertView, numberText, overlayWords } from './view.ts';

const MOST_EVENTS = 20;

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const { alerts } = listAlerts(at);
  const alert = alertNamed(alerts, input.args[0] ?? '');
  const context = await contextOf(at, alerts);
  const view = alertView(alert, context, now);
  const events = readAlertEvents(at)
    .filter(({ fingerprint }) => fingerprint === alert.fingerprint)
    .slice(-MOST_EVENTS);
  const history = events.map(
    ({ at: when, what, by, text }) => `  ${when} ${what} (${by})${text === null ? '' : `: ${text}`}`,
  );
  const lines = [...summaryLines(view), ...(history.length === 0 ? [] : ['', 'History', ...history])];
  return { data: { ...view, events }, text: lines.map((line) => oneLine(line)).join('\n'), warnings: context.warnings };
};

/** What `show` and `explain` begin with: label and text, one a line. */
export function summaryLines(view: AlertView): string[] {
  const { acknowledged } = view;
  const limit = view.threshold === null ? '' : ` (threshold: ${numberText(view.threshold, view.unit)})`;
  const rows: (readonly [string, string])[] = [
    ['Alert', `${alertName(view)}: ${view.message}`],
    ['Fingerprint', view.fingerprint],
    ['State', `${view.severity}, ${view.state}${overlayWords(view) === '' ? '' : `, ${overlayWords(view)}`}`],
    ['Value', `${numberText(view.value, view.unit)}${limit}`],
    ['Since', `${view.activeAt}, ${describeDuration(view.ageMs)} ago`],
    ['Fired', view.firedAt ?? 'not yet'],
    ...(view.resolvedAt === null ? [] : [['Resolved', view.resolvedAt] as const]),
    ['Seen', `${view.sampleAt ?? view.updatedAt}, ${describeDuration(view.dataAgeMs)} ago`],
    [
      'Labels',
      Object.entries(view.labels)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(' '),
    ],
  ];
  if (acknowledged !== null) {
    const until = acknowledged.until === null ? '' : ` until ${acknowledged.until}`;
    rows.push([
      'Acked',
      `by ${acknowledged.by} at ${acknowledged.at}${until}${view.overlays.acknowledged ? '' : ', run out'}`,
    ]);
  }
  for (const { reason } of view.overlays.mutedBy) rows.push(['Not told', reason]);
  if (view.overlays.inhibitedBy !== null) rows.push(['Not told', `alert ${view.overlays.inhibitedBy} explains it`]);
  rows.push(['Incident', view.incidentId ?? 'none']);
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`);
}
