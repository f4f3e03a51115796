import type { Alert } from '../alert.ts';
import { matchesLabels } from '../rules/glob.ts';
import type { Inhibit, Rule } from '../rules/rule.ts';

function mutes(inhibits: readonly Inhibit[], source: Alert, target: Alert): boolean {
  return inhibits.some(
    ({ matchers, equal }) =>
      matchesLabels(matchers, target.labels) &&
      equal.every((name) => source.labels[name] !== undefined && source.labels[name] === target.labels[name]),
  );
}

/** Why an alert is not told: another one that fires explains it. Two that mute each other mute neither, and none mutes itself. */
export function inhibitorOf(target: Alert, firing: readonly Alert[], rules: ReadonlyMap<string, Rule>): Alert | null {
  const inhibitsOf = (alert: Alert) =>
    alert.labels.source === 'rules' ? (rules.get(alert.labels.alertname ?? '')?.inhibits ?? []) : [];
  const found = firing.find(
    (source) =>
      source.fingerprint !== target.fingerprint &&
      mutes(inhibitsOf(source), source, target) &&
      !mutes(inhibitsOf(target), target, source),
  );
  return found ?? null;
}
