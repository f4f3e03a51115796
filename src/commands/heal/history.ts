import { listRuns } from '../../core/healing/plan/store.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { numberOption, textOption } from '../options.ts';
import { textTable } from '../text-table.ts';

export const run: Run = async (input) => {
  const playbook = textOption(input, 'playbook');
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 20;
  const { runs, problems } = listRuns(input.open());
  const fitting = runs.filter((one) => playbook === undefined || one.playbook === playbook);
  const shown = fitting.slice(-limit);
  const ended = fitting.filter(({ outcome }) => outcome !== null && outcome !== 'abandoned');
  const verified = ended.filter(({ outcome }) => outcome === 'verified');
  const times = verified.map(({ beganAt, endedAt }) => Date.parse(endedAt ?? beganAt) - Date.parse(beganAt));
  const successRate = ended.length === 0 ? null : verified.length / ended.length;
  const meanRepairMs =
    times.length === 0 ? null : Math.max(0, times.reduce((sum, time) => sum + time, 0) / times.length);
  const rows = shown.map((one) => [
    ...[one.id, one.playbook, one.target, one.outcome ?? one.state],
    one.permission.kind === 'auto' ? 'auto' : `${one.permission.kind} of ${one.permission.by}`,
    one.reason ?? '-',
  ]);
  const rate = successRate === null ? 'unknown' : `${Math.round(successRate * 100)} % of ${ended.length}`;
  const mean = meanRepairMs === null ? 'unknown' : describeDuration(meanRepairMs);
  const table = textTable(['RUN', 'PLAYBOOK', 'TARGET', 'OUTCOME', 'ALLOWED', 'WHY'], rows);
  return {
    data: { count: shown.length, totalCount: fitting.length, successRate, meanRepairMs, runs: shown },
    text: shown.length === 0 ? 'Nothing ran.' : `${table}Verified: ${rate}. Mean time to repair: ${mean}.`,
    warnings: problems.map(({ file, reason }) => `${file}: ${reason}; nothing runs until a person has looked`),
  };
};
