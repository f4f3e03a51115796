import type { HealthResult } from '../health/finding.ts';
import { gauge, type Measured, value } from './family.ts';
import type { MetricFamily } from './render.ts';

const DAY_SECONDS = 86_400;

/** The health checks, each with what it measured in the unit of its kind. */
export function checkFamilies(checks: readonly HealthResult[]): MetricFamily[] {
  const check = (name: string, help: string, read: (check: HealthResult) => Measured) =>
    gauge(
      name,
      help,
      checks.flatMap((one) => value(read(one), { check: one.name, type: one.type })),
    );
  const measured = (name: string, help: string, type: HealthResult['type'], unitSeconds: number) =>
    gauge(
      name,
      help,
      checks
        .filter((one) => one.type === type && one.value !== null)
        .map((one) => ({ labels: { check: one.name }, value: (one.value ?? 0) * unitSeconds })),
    );
  return [
    check('health_check_up', '1 where the check is answered, 0 where it is not.', ({ up }) =>
      up === null ? null : Number(up),
    ),
    check('health_check_ok', '1 where the answer is as it should be, in time too.', ({ status }) =>
      status === 'unknown' ? null : Number(status === 'ok'),
    ),
    check('health_check_latency_seconds', 'Time of the answer.', ({ latencyMs }) =>
      latencyMs === null ? null : latencyMs / 1_000,
    ),
    measured(
      'certificate_remaining_seconds',
      'For how long a certificate is valid, by whole days.',
      'tls',
      DAY_SECONDS,
    ),
    measured('file_age_seconds', 'Time since a file was changed.', 'file', 1),
  ];
}
