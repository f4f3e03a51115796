import type { Alert, Severity } from '../alert.ts';
import type { Policy } from '../policy/policy.ts';
import { worst } from '../policy/severity.ts';
import { matchesGlob } from '../rules/glob.ts';
import type { Memory } from './memory.ts';

const DAY_MS = 86_400_000;

/** How severe an alert is by its age and by how often it has fired within a day; at least what it is by itself. */
export function promoted(
  severity: Severity,
  alert: Alert,
  now: number,
  memory: Memory,
  { promotions }: Policy,
): Severity {
  if (promotions.length === 0 || alert.firedAt === null) return severity;
  const age = now - Date.parse(alert.firedAt);
  const fired = memory.fired[alert.fingerprint]?.filter((at) => now - at < DAY_MS).length ?? 0;
  return promotions.reduce((most, { rules, to, afterMs, count }) => {
    if (!matchesGlob(rules, alert.labels.alertname ?? '')) return most;
    const isDue = (afterMs !== null && age >= afterMs) || (count !== null && fired >= count);
    return isDue ? worst(most, to) : most;
  }, severity);
}

/** Remembers that an alert began to fire. Only where some promotion counts. */
export function rememberFiring(memory: Memory, fingerprint: string, at: number, { promotions }: Policy): void {
  if (!promotions.some(({ count }) => count !== null)) return;
  const recent = (memory.fired[fingerprint] ?? []).filter((one) => at - one < DAY_MS);
  memory.fired[fingerprint] = [...recent, at].slice(-100);
}
