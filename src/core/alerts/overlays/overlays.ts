import type { Layout } from '../../files/layout.ts';
import type { Alert } from '../alert.ts';
import { matchedLabels } from './labels.ts';
import { type LabelTest, labelTest } from './matcher.ts';
import type { RecordProblem } from './records.ts';
import { listSilences, type Silence } from './silence.ts';
import { listWindows, type MaintenanceWindow, occurrenceAt } from './window.ts';

/** Silences and maintenance windows, read once and ready to be asked of many alerts. Expiry is judged when they are asked. */
export interface Overlays {
  silences: { silence: Silence; from: number; until: number; fits: LabelTest }[];
  windows: { window: MaintenanceWindow; fits: LabelTest }[];
  problems: RecordProblem[];
}

export const NO_OVERLAYS: Overlays = { silences: [], windows: [], problems: [] };

/** Reads the overlays of a workspace. A record that cannot be read mutes nothing, and is named in `problems`. */
export function loadOverlays(at: Layout): Overlays {
  const { silences, problems } = listSilences(at);
  const { windows, problems: others } = listWindows(at);
  return {
    silences: silences.map((silence) => ({
      silence,
      from: Date.parse(silence.startsAt),
      until: Date.parse(silence.endsAt),
      fits: labelTest(silence.matchers),
    })),
    windows: windows.map((window) => ({ window, fits: labelTest(window.matchers) })),
    problems: [...problems, ...others],
  };
}

/** What mutes an alert at a moment: the reason for a person, the record's id, and until when (ISO 8601). */
export interface Muting {
  kind: 'silence' | 'maintenance';
  id: string;
  reason: string;
  until: string;
}

type Muted = Pick<Alert, 'labels' | 'severity' | 'fingerprint'>;

/** Everything that mutes an alert now; `now` in epoch milliseconds. */
export function mutingsOf(overlays: Overlays, alert: Muted, now: number): Muting[] {
  if (overlays.silences.length === 0 && overlays.windows.length === 0) return [];
  const labels = matchedLabels(alert);
  const found: Muting[] = [];
  for (const { silence, from, until, fits } of overlays.silences) {
    if (now < from || now >= until || !fits(labels)) continue;
    const { id, createdBy, comment, endsAt } = silence;
    found.push({
      kind: 'silence',
      id,
      reason: `silence ${id} by ${createdBy} until ${endsAt}: ${comment}`,
      until: endsAt,
    });
  }
  for (const { window, fits } of overlays.windows) {
    const occurrence = fits(labels) ? occurrenceAt(window, now) : null;
    if (occurrence === null) continue;
    const until = new Date(occurrence.until).toISOString();
    const { id, name, createdBy } = window;
    found.push({ kind: 'maintenance', id, reason: `maintenance ${name} by ${createdBy} until ${until}`, until });
  }
  return found;
}

/** Why an alert is not told now: the silence or the maintenance window that matches it; null where none does. Pure. */
export function silenceOf(overlays: Overlays, alert: Muted, now: number): string | null {
  return mutingsOf(overlays, alert, now)[0]?.reason ?? null;
}

/** Whether somebody has taken an alert over, and that has not run out. */
export function isAcknowledged({ acknowledged }: Pick<Alert, 'acknowledged'>, now: number): boolean {
  return acknowledged !== null && (acknowledged.until === null || now < Date.parse(acknowledged.until));
}
