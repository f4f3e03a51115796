import { readdirSync } from 'node:fs';
import { endingOfGone } from '../../core/sessions/ending.ts';
import { isSessionId } from '../../core/sessions/names.ts';
import { hasEnded } from '../../core/sessions/record.ts';
import { readRecord } from '../../core/sessions/registry.ts';
import { settleSession } from '../../core/sessions/settle.ts';
import { endLeftovers } from '../../core/sessions/stop.ts';
import { viewOf } from '../../core/sessions/view.ts';
import type { Desk } from './desk.ts';

const ENDING = '.exit';

/** Writes down the end of commands that a shell started and did not wait for: their keepers left a word. */
export function settleOthers(desk: Desk): void {
  const mine = new Set([...desk.units.values()].flatMap((unit) => [...unit.runs.keys()]));
  for (const name of readdirSync(desk.at.run)) {
    const id = name.slice(0, -ENDING.length);
    if (!name.endsWith(ENDING) || mine.has(id) || !isSessionId(id)) continue;
    const record = readRecord(desk.at, id);
    if (record === null || hasEnded(record.status) || viewOf(desk.at, record).live !== 'dead') continue;
    endLeftovers(record);
    settleSession(desk.at, id, record.runId, endingOfGone(desk.at, record));
    desk.changed();
  }
}
