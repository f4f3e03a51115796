import { join } from 'node:path';
import { writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';

/** state/healing.json: up to where the audit has been told, and what is healed but not yet known to be over. */
export interface HealingState {
  version: 1;
  /** Sequence of the last entry that was told. */
  told: number;
  /** Runs that helped, by the incident that is resolved once all its alerts are over. */
  healed: Record<string, string>;
}

function pathOf(at: Layout): string {
  return join(at.state, 'healing.json');
}

/** Where the file is gone or broken everything counts as told by its own key: lines and messages are made once however often. */
export function readHealingState(at: Layout): HealingState {
  const read = readJson(pathOf(at));
  const value = read.state === 'read' ? (read.value as Partial<HealingState> | null) : null;
  const isState = value?.version === 1 && Number.isSafeInteger(value.told) && typeof value.healed === 'object';
  return isState ? (value as HealingState) : { version: 1, told: 0, healed: {} };
}

export function writeHealingState(at: Layout, state: HealingState): void {
  writeJsonAtomic(pathOf(at), state, { temporary: at.temporary });
}
