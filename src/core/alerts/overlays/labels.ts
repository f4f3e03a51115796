import type { Alert } from '../alert.ts';

/** What a silence can match on: the alert's labels and, where they do not hold these already, its severity and fingerprint. */
export function matchedLabels(alert: Pick<Alert, 'labels' | 'severity' | 'fingerprint'>): Record<string, string> {
  return { severity: alert.severity, fingerprint: alert.fingerprint, ...alert.labels };
}
