import { errorText } from '../../core/errors.ts';
import { newerName, reportsDue } from '../../core/reports/due.ts';
import { readFingerprint } from '../../core/reports/machine/fingerprint.ts';
import { noteChanges } from '../../core/reports/machine/journal.ts';
import { makeReport } from '../../core/reports/make.ts';
import { sendReport } from '../../core/reports/send.ts';
import { readWritten, writeReport, writeWritten } from '../../core/reports/store.ts';
import { periodAt } from '../../core/reports/time/period.ts';
import { zoneName } from '../../core/reports/time/zone.ts';
import { watchedSince } from '../../core/reports/watched-since.ts';
import type { Agent, AgentRun } from '../agent.ts';

export const run: Agent = (given) => report(given, Date.now(), '/');

/**
 * Writes every report that is due and the running day's so far, after it has looked what changed on the machine.
 * @param root where the machine's own files are. One report that fails costs itself: the others are written, then the run fails.
 */
export async function report({ at, config, signal }: AgentRun, now: number, root: string): Promise<string> {
  const zone = zoneName(config.time_zone);
  const failures: string[] = [];
  const attempt = async (what: string, act: () => Promise<string> | string) => {
    try {
      return await act();
    } catch (error) {
      failures.push(`${what}: ${errorText(error)}`);
      return null;
    }
  };
  // First: what is found now belongs into the reports of today.
  const changes = await attempt('changes of the machine', () => {
    const count = noteChanges(at, now, readFingerprint(root, [at.config]));
    return `${count} change${count === 1 ? '' : 's'} of the machine`;
  });

  const written = readWritten(at);
  const due = reportsDue(now, zone, written, watchedSince(at));
  const files: string[] = [];
  const failed = new Set<string>();
  for (const period of [...due, periodAt('daily', now, zone)]) {
    if (signal.aborted) break;
    const file = await attempt(`${period.kind} report ${period.name}`, async () => {
      const made = makeReport(at, config, period, now);
      const name = await writeReport(at, made, config.locale);
      // After a week off nobody wants seven messages: of what is made up for, the newest of each kind is sent.
      if (period === due.findLast(({ kind }) => kind === period.kind)) sendReport(at, config, made, now);
      // Only now is it done: a crash before this line writes the same report again. After one that failed none of its kind
      // counts as done, or the failed one would never be made up for.
      if (period.to > now || failed.has(period.kind)) return name;
      written[period.kind] = newerName(written[period.kind], period.name);
      writeWritten(at, written);
      return name;
    });
    if (file === null) failed.add(period.kind);
    else files.push(file);
  }
  const summary = [
    files.length === 0 ? 'no report written' : `written: ${files.join(', ')}`,
    changes ?? 'changes unknown',
  ];
  if (failures.length > 0) throw new Error(`${summary.join('; ')}; failed: ${failures.join('; ')}`);
  return summary.join('; ');
}
