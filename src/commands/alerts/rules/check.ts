import { fingerprintOf } from '../../../core/alerts/alert.ts';
import { readMemory } from '../../../core/alerts/machine/memory.ts';
import { policyOf } from '../../../core/alerts/policy/policy.ts';
import { readingsOf } from '../../../core/alerts/rules/from-sample.ts';
import { readingsOfWorkspace } from '../../../core/alerts/rules/from-workspace.ts';
import { ruleMessage } from '../../../core/alerts/rules/message.ts';
import { absencesOf, observationsOf, rulesByMetric } from '../../../core/alerts/rules/observations.ts';
import { levelOf } from '../../../core/alerts/rules/rule.ts';
import { listAlerts } from '../../../core/alerts/store.ts';
import { readLatest } from '../../../core/metrics/latest.ts';
import { oneLine } from '../../../core/text/control.ts';
import { describeDuration } from '../../../core/text/duration.ts';
import type { Run } from '../../command.ts';
import { textTable } from '../../text-table.ts';
import { configInUse } from './rules-in-use.ts';

const DEFAULT_EVERY_MS = 300_000;

/** Judges the newest sample by itself: neither `for` nor what was before is asked. */
export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const config = await configInUse(input);
  const policy = policyOf(config);
  const { sample, ageMs, stale } = readLatest(at, now);
  const everyMs = sample.intervalSeconds === null ? DEFAULT_EVERY_MS : sample.intervalSeconds * 1_000;
  const rules = rulesByMetric(policy.rules.values());
  const taken = Date.parse(sample.at);
  const readings = [...readingsOf(sample, new Set(readMemory(at).writable))];
  const workspace = readingsOfWorkspace(at, now, { at: taken, everyMs });
  const observations = [
    ...observationsOf([...readings, ...workspace], rules, { at: taken, everyMs }),
    ...absencesOf(readings, policy.rules.values(), { at: taken, everyMs }),
  ];
  const { alerts } = listAlerts(at);
  const found = observations.flatMap(({ rule: name, labels, value, detail = null }) => {
    const rule = policy.rules.get(name);
    // A change or a trend is not seen in one sample.
    if (rule === undefined || rule.kind === 'rate' || rule.kind === 'time_to_full') return [];
    const judged = rule.kind === 'absence' ? Number(value === null) : value;
    const severity = judged === null ? null : levelOf(judged, rule);
    if (severity === null) return [];
    const threshold = rule.limits[severity]?.value ?? null;
    const resource = labels.resource ?? null;
    const state = alerts.get(fingerprintOf(labels))?.state ?? null;
    const message = ruleMessage(rule, { value, threshold, resource, detail }, config.locale);
    return [{ alert: name, resource, severity, value, threshold, state, message }];
  });
  const rows = found.map(({ severity, alert, state, message }) => [
    severity,
    alert,
    state ?? 'would fire',
    oneLine(message),
  ]);
  return {
    data: { at: sample.at, ageMs, stale, observations: observations.length, found },
    text:
      rows.length === 0
        ? `Nothing is beyond a threshold in ${observations.length} readings that rules watch.`
        : textTable(['SEVERITY', 'ALERT', 'STATE', 'MESSAGE'], rows),
    warnings: stale ? [`the newest sample is ${describeDuration(ageMs)} old`] : [],
  };
};
