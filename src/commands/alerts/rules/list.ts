import { type NamedRule, namedRules } from '../../../core/alerts/rules/all-rules.ts';
import type { Limit } from '../../../core/alerts/rules/rule.ts';
import type { Run } from '../../command.ts';
import { flag } from '../../options.ts';
import { textTable } from '../../text-table.ts';
import { configInUse } from './rules-in-use.ts';

export const run: Run = async (input) => {
  const all = namedRules(await configInUse(input));
  const shown = flag(input, 'all') ? all : all.filter(({ enabled }) => enabled);
  const off = all.length - shown.length;
  const table = textTable(
    ['NAME', 'METRIC', 'WARNING', 'CRITICAL', 'FOR', 'CLEAR FOR', 'FROM'],
    shown.map((named) => [
      named.rule.name,
      named.settings.resource === undefined ? named.rule.metric : `${named.rule.metric} (${named.settings.resource})`,
      limitText(named, named.rule.limits.warning),
      limitText(named, named.rule.limits.critical),
      named.settings.for ?? '2 samples',
      named.settings.keep_firing_for ?? '3 samples',
      named.enabled ? named.origin : 'switched off',
    ]),
  );
  return {
    data: { rules: shown.map(viewOf), count: shown.length },
    text: off === 0 ? table : `${table}\n${off} are switched off: ops alerts rules list --all`,
  };
};

function limitText({ rule }: NamedRule, limit: Limit | null): string {
  if (limit === null) return '-';
  if (rule.kind === 'absence') return 'absent';
  const sign = rule.direction === 'above' ? '>' : '<';
  const number = (value: number) => String(Number(value.toPrecision(4)));
  return `${sign} ${number(limit.value)}${limit.clear === limit.value ? '' : ` (clear ${number(limit.clear)})`}`;
}

function viewOf({ rule, settings, origin, enabled }: NamedRule) {
  const { name, metric, kind, direction, limits, inhibits, labels, message } = rule;
  return {
    name,
    enabled,
    origin,
    metric,
    resource: settings.resource ?? null,
    kind,
    direction,
    warning: limits.warning,
    critical: limits.critical,
    for: settings.for ?? '2 samples',
    keep_firing_for: settings.keep_firing_for ?? '3 samples',
    labels,
    message,
    inhibits,
  };
}
