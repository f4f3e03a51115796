import { matcherText, parseMatcher } from '../../core/alerts/overlays/matcher.ts';
import {
  addWindow,
  forgetOldWindows,
  type MaintenanceWindow,
  type NewWindow,
  nextOccurrence,
  occurrenceAt,
} from '../../core/alerts/overlays/window.ts';
import { loadConfigFast } from '../../core/config/cached.ts';
import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { durationOrThrow } from '../../core/text/parse-duration.ts';
import type { Input, Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';
import { spanOption } from './until.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const [name = '', ...words] = input.args;
  const comment = textOption(input, 'comment') ?? '';
  const when = await whenOf(input, at, now);
  const window = addWindow(at, { name, matchers: words.map(parseMatcher), when, by: actor(input), comment }, now);
  forgetOldWindows(at, now);
  const matchers = window.matchers.length === 0 ? 'every alert' : window.matchers.map(matcherText).join(' ');
  return {
    data: { ok: true, window, open: occurrenceAt(window, now) !== null },
    text: `Maintenance ${name} (${window.id}) ${timesText(window, now)}: ${matchers}`,
  };
};

async function whenOf(input: Input, at: Layout, now: number): Promise<NewWindow['when']> {
  const cron = textOption(input, 'cron');
  const zone = textOption(input, 'zone') ?? (await loadConfigFast(at)).config.time_zone;
  if (cron !== undefined) {
    if (textOption(input, 'until') !== undefined || textOption(input, 'from') !== undefined)
      throw new OpsError('E_USAGE', '--cron says when it begins; give --for, and neither --from nor --until');
    return { cron, timeZone: zone, durationMs: durationOrThrow(textOption(input, 'for') ?? '', '--for') };
  }
  const span = spanOption(input, now, zone);
  if (span !== null) return span;
  throw new OpsError('E_USAGE', 'For how long? Every maintenance ends: --for 2h, or --until TIME');
}

/** When a window is open, for a person. */
export function timesText(window: MaintenanceWindow, now: number): string {
  const iso = (time: number) => new Date(time).toISOString();
  const open = occurrenceAt(window, now);
  const next = nextOccurrence(window, now);
  const again = window.cron === null || next === null ? '' : `, next ${iso(next.from)}`;
  if (open !== null) return `until ${iso(open.until)}${again}`;
  if (next !== null) return `from ${iso(next.from)} until ${iso(next.until)}`;
  return `ended ${window.endsAt ?? ''}`.trim();
}
