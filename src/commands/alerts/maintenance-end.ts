import {
  endOccurrence,
  listWindows,
  type MaintenanceWindow,
  removeWindow,
  windowState,
} from '../../core/alerts/overlays/window.ts';
import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const window = named(at, input.args[0] ?? '', now);
  const { id, name } = window;
  if (flag(input, 'remove')) {
    removeWindow(at, id);
    return { data: { ok: true, id, name, removed: true }, text: `Maintenance ${name} is removed.` };
  }
  if (endOccurrence(at, window, now) === null) {
    throw new OpsError('E_USAGE', `Maintenance ${name} is not open now`, {
      hint: `To take it away for good: ops alerts maintenance end ${id} --remove`,
    });
  }
  const again = window.cron === null ? '' : ` It comes again by its schedule; to take it away: --remove`;
  return { data: { ok: true, id, name, removed: false }, text: `Maintenance ${name} is over.${again}` };
};

/** By its name, or the beginning of its id; those that are over are not meant. */
function named(at: Layout, word: string, now: number): MaintenanceWindow {
  const lasting = listWindows(at).windows.filter((window) => windowState(window, now) !== 'expired');
  const byName = lasting.filter(({ name }) => name === word);
  const found = byName.length > 0 ? byName : lasting.filter(({ id }) => word !== '' && id.startsWith(word));
  const [only] = found;
  if (only === undefined)
    throw new OpsError('E_USAGE', `There is no maintenance window ${JSON.stringify(word)}`, {
      hint: 'Run: ops alerts maintenance list',
    });
  if (found.length === 1) return only;
  throw new OpsError('E_AMBIGUOUS', `${found.length} maintenance windows are meant by ${JSON.stringify(word)}`, {
    hint: `Give the id: ${found.map(({ id }) => id).join(', ')}`,
  });
}
