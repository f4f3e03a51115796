import { loadConfigFast } from '../../core/config/cached.ts';
import type { Config } from '../../core/config/schema.ts';
import { EXIT, OpsError } from '../../core/errors.ts';
import { makeRoomForChecks, runAll } from '../../core/metrics/health/run-checks.ts';
import type { HealthCheck } from '../../core/metrics/health-check-schema.ts';
import { hangs } from '../../core/process/hung.ts';
import type { Input, Result } from '../command.ts';
import { textTable } from '../text-table.ts';

export const run = async (input: Input): Promise<Result> => {
  makeRoomForChecks();
  const { config } = await loadConfigFast(input.open());
  const checks = chosen(config, input.args);
  const results = await runAll(checks);
  const failed = results.filter(({ status }) => status === 'warning' || status === 'critical');
  const rows = results.map(({ name, type, status, message }) => [name, type, status, message]);
  const none = 'No health check is configured: add health_checks to the configuration.';
  return {
    data: { checks: results, failed: failed.length },
    text: results.length === 0 ? none : textTable(['CHECK', 'KIND', 'STATUS', 'SAID'], rows),
    hangs: hangs(),
    exitCode: failed.length === 0 ? EXIT.done : EXIT.failed,
  };
};

function chosen(config: Config & { health_checks?: readonly HealthCheck[] }, names: readonly string[]): HealthCheck[] {
  const all = config.health_checks ?? [];
  for (const name of names) {
    if (all.some((check) => check.name === name)) continue;
    const known = all.length === 0 ? 'none is configured' : `there are ${all.map((check) => check.name).join(', ')}`;
    throw new OpsError('E_USAGE', `There is no health check ${JSON.stringify(name)}: ${known}`);
  }
  // One that is named runs though it is switched off.
  return all.filter((check) => (names.length === 0 ? check.enabled : names.includes(check.name)));
}
