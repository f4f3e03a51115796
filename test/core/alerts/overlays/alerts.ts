import { type Alert, fingerprintOf } from '../../../../src/core/alerts/alert.ts';
import { changeAlerts, writeAlert } from '../../../../src/core/alerts/store.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';

/** A firing alert of the CPU; `change` says what is different. */
export function alertOf(change: Partial<Alert> = {}): Alert {
  const labels = change.labels ?? { alertname: 'cpu_usage', source: 'rules', metric: 'cpu_percent' };
  const at = '2026-03-01T10:00:00.000Z';
  return {
    version: 1,
    fingerprint: fingerprintOf(labels),
    episode: 'e1',
    labels,
    severity: 'critical',
    state: 'firing',
    message: 'CPU usage: 95%',
    value: 95,
    threshold: 90,
    unit: '%',
    activeAt: at,
    firedAt: at,
    clearedAt: null,
    resolvedAt: null,
    updatedAt: at,
    acknowledged: null,
    flapping: false,
    tried: [],
    incidentId: null,
    notified: [],
    ...change,
  };
}

export function storeAlert(at: Layout, change: Partial<Alert> = {}): Alert {
  const alert = alertOf(change);
  changeAlerts(at, () => writeAlert(at, alert));
  return alert;
}
