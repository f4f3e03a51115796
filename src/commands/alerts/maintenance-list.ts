import { matcherText } from '../../core/alerts/overlays/matcher.ts';
import {
  listWindows,
  nextOccurrence,
  type Occurrence,
  occurrenceAt,
  windowState,
} from '../../core/alerts/overlays/window.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { textTable } from '../text-table.ts';
import { timesText } from './maintenance-start.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const { windows, problems } = listWindows(at);
  const views = windows.map((window) => ({
    ...window,
    state: windowState(window, now),
    open: spanView(occurrenceAt(window, now)),
    next: spanView(nextOccurrence(window, now)),
  }));
  const shown = views.filter(({ state }) => flag(input, 'all') || state !== 'expired');
  const rows = shown.map((view) => [
    view.id,
    view.name,
    view.state,
    timesText(view, now),
    view.cron === null ? '' : `${view.cron} (${view.timeZone ?? 'local'})`,
    view.matchers.length === 0 ? 'every alert' : view.matchers.map(matcherText).join(' '),
    view.createdBy,
    view.comment,
  ]);
  const head = ['ID', 'NAME', 'STATE', 'WHEN', 'SCHEDULE', 'MATCHERS', 'BY', 'COMMENT'];
  return {
    data: { count: shown.length, windows: shown, problems },
    text: shown.length === 0 ? 'No maintenance window.' : textTable(head, rows),
    warnings: problems.map(({ file, reason }) => `${file}: ${reason}; it mutes nothing`),
  };
};

function spanView(span: Occurrence | null) {
  return span === null ? null : { from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() };
}
