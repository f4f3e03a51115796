import { readdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { ExternalAlarm } from '../../../../src/core/alerts/input.ts';
import { type Place, placeOf } from '../../../../src/core/alerts/urgent/folder.ts';
import type { Layout } from '../../../../src/core/files/layout.ts';
import { writeFile } from '../../../helpers/index.ts';

/** Drops a file as scripts do: written elsewhere, then moved. `ageSeconds`: how long ago it was changed. */
export function drop(at: Layout, name: string, content: unknown, ageSeconds = 0): void {
  const path = writeFile(
    join(at.temporary, 'dropping'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  const time = Date.now() / 1_000 - ageSeconds;
  utimesSync(path, time, time);
  renameSync(path, join(at.urgentAlerts, name));
}

/** The files that lie in a place, by name. */
export function filesIn(at: Layout, place: Place): string[] {
  try {
    return readdirSync(placeOf(at, place), { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() ? [] : [entry.name]))
      .sort();
  } catch {
    return [];
  }
}

/** What was handed over, call by call. */
export function taker() {
  const calls: ExternalAlarm[][] = [];
  return {
    calls,
    take: (alarms: readonly ExternalAlarm[]) => {
      calls.push([...alarms]);
    },
    messages: () => calls.flat().map(({ message }) => message),
  };
}
