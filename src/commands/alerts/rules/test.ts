import { policyOf } from '../../../core/alerts/policy/policy.ts';
import { replay } from '../../../core/alerts/rules/replay.ts';
import { parseSeriesFile } from '../../../core/alerts/rules/series-file.ts';
import { OpsError } from '../../../core/errors.ts';
import { oneLine } from '../../../core/text/control.ts';
import type { Run } from '../../command.ts';
import { textOption } from '../../options.ts';
import { readText } from '../../standard-input.ts';
import { textTable } from '../../text-table.ts';
import { configInUse } from './rules-in-use.ts';

const HINT = 'For example: 2026-01-31T09:05:00Z,cpu_percent,42.5';

export const run: Run = async (input) => {
  const file = textOption(input, 'series');
  if (file === undefined) throw new OpsError('E_USAGE', 'Name the readings with --series <file>', { hint: HINT });
  const { rows, badLines } = parseSeriesFile(readText(file));
  if (rows.length === 0)
    throw new OpsError('E_USAGE', `${file} has no line of the form timestamp,metric,value`, { hint: HINT });
  const policy = policyOf(await configInUse(input));
  const notifications = replay(rows, policy);
  const watched = new Set([...policy.rules.values()].map(({ metric }) => metric));
  const unwatched = [...new Set(rows.map(({ metric }) => metric))].filter((metric) => !watched.has(metric));
  const warnings = [
    ...(badLines.length === 0
      ? []
      : [`${badLines.length} lines are not timestamp,metric,value, the first is line ${badLines[0]}; left out`]),
    ...(unwatched.length === 0 ? [] : [`no rule watches ${unwatched.map(oneLine).join(', ')}`]),
  ];
  const lines = notifications.map(({ at, state, severity, alert, reason, message }) => [
    at,
    state,
    severity,
    alert,
    reason,
    oneLine(message),
  ]);
  const text =
    lines.length === 0
      ? `Nothing would be told of ${rows.length} readings.`
      : textTable(['TIME', 'STATE', 'SEVERITY', 'ALERT', 'REASON', 'MESSAGE'], lines);
  return { data: { notifications }, text, warnings };
};
