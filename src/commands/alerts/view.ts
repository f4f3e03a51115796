import type { Alert } from '../../core/alerts/alert.ts';
import { isAcknowledged, mutingsOf } from '../../core/alerts/overlays/overlays.ts';
import { inhibitorOf } from '../../core/alerts/policy/inhibit.ts';
import { redact } from '../../core/text/redact.ts';
import type { AlertContext } from './context.ts';

/** An alert with what lies over it now, as --json shows it. */
export function alertView(alert: Alert, { overlays, firing, rules }: AlertContext, now: number) {
  const mutedBy = mutingsOf(overlays, alert, now);
  const inhibitor = alert.state === 'firing' ? inhibitorOf(alert, firing, rules) : null;
  return {
    ...alert,
    message: redact(alert.message),
    overlays: {
      acknowledged: isAcknowledged(alert, now),
      silenced: mutedBy.some(({ kind }) => kind === 'silence'),
      maintenance: mutedBy.some(({ kind }) => kind === 'maintenance'),
      inhibited: inhibitor !== null,
      flapping: alert.flapping,
      /** Each silence and maintenance window, with its reason. */
      mutedBy,
      /** The alert that explains this one. */
      inhibitedBy: inhibitor?.fingerprint ?? null,
    },
    /** Since it began, and since the sample or the word that it rests on. */
    ageMs: Math.max(0, now - Date.parse(alert.activeAt)),
    dataAgeMs: Math.max(0, now - Date.parse(alert.sampleAt ?? alert.updatedAt)),
  };
}

export type AlertView = ReturnType<typeof alertView>;

/** The words that stand over an alert in the list. */
export function overlayWords({ overlays }: AlertView): string {
  const words: readonly (readonly [boolean, string])[] = [
    [overlays.acknowledged, 'acked'],
    [overlays.silenced, 'silenced'],
    [overlays.maintenance, 'maintenance'],
    [overlays.inhibited, 'inhibited'],
    [overlays.flapping, 'flapping'],
  ];
  return words.flatMap(([holds, word]) => (holds ? [word] : [])).join(' ');
}

export function numberText(value: number | null, unit: string | null): string {
  if (value === null) return 'unknown';
  return `${Math.round(value * 100) / 100}${unit === '%' || unit === null ? (unit ?? '') : ` ${unit}`}`;
}

/** What an alert is called: its rule and what it is about. */
export function alertName({ labels, fingerprint }: Pick<Alert, 'labels' | 'fingerprint'>): string {
  const { alertname = fingerprint, resource } = labels;
  return resource === undefined ? alertname : `${alertname} ${resource}`;
}
