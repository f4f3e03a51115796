import { appendAlertEvents, changeAlerts, listAlerts, writeAlert } from '../../alerts/store.ts';
import type { Layout } from '../../files/layout.ts';

/** Says with alerts what was tried against them; the next message about them says so, too. The same thing is said once. */
export function noteTried(
  at: Layout,
  fingerprints: readonly string[],
  said: { at: string; what: string; result: string },
): void {
  if (fingerprints.length === 0) return;
  changeAlerts(at, () => {
    const { alerts } = listAlerts(at);
    for (const fingerprint of fingerprints) {
      const alert = alerts.get(fingerprint);
      if (alert === undefined || alert.tried.some((one) => one.at === said.at && one.result === said.result)) continue;
      const { episode, severity, value, labels } = alert;
      const text = `${said.what}: ${said.result}`;
      const event = {
        version: 1 as const,
        at: said.at,
        fingerprint,
        episode,
        severity,
        value,
        text,
        what: 'tried' as const,
      };
      appendAlertEvents(at, [{ ...event, alertname: labels.alertname ?? 'unknown', by: 'autoheal' }]);
      writeAlert(at, { ...alert, tried: [...alert.tried, said], updatedAt: said.at });
    }
  });
}
