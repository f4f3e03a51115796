import { findSession } from '../../core/sessions/find.ts';
import { countIncoming } from '../../core/sessions/mailbox.ts';
import { rowOf, rowOfRun } from '../../core/sessions/row.ts';
import { viewOf } from '../../core/sessions/view.ts';
import { readUsage, readUsageHistory } from '../../core/status/usage-file.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Run } from '../command.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const found = findSession(at, input.args[0] ?? '');
  const data =
    found.where === 'registry'
      ? {
          ...rowOf(viewOf(at, found.record, now), { usage: readUsage(at)[found.record.id] ?? null }, now),
          cwd: found.record.cwd,
          argv: found.record.argv,
          slot: found.record.slot,
          waitingMessages: countIncoming(at, found.record.id),
          usageHistory: readUsageHistory(at)[found.record.id] ?? [],
          outputTail: null,
        }
      : {
          ...rowOfRun(found.run, now),
          cwd: null,
          argv: null,
          slot: found.run.slot,
          waitingMessages: 0,
          usageHistory: [],
          outputTail: found.run.outputTail,
        };
  const lines = Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) =>
        `${name.padEnd(16)}${stripControl(typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
    );
  return { data, text: lines.join('\n') };
};
