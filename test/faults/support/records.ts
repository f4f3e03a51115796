import { writeFileSync } from 'node:fs';
import type { Layout } from '../../../src/core/files/layout.ts';
import { mainSessionId, ORCHESTRATOR } from '../../../src/core/sessions/names.ts';
import type { SessionRecord } from '../../../src/core/sessions/record.ts';
import { recordPath } from '../../../src/core/sessions/registry.ts';
import { deadOwner, recordOf } from '../../helpers/index.ts';

export const ORCHESTRATOR_ID = mainSessionId(ORCHESTRATOR);

const ENDED = { status: 'done', owner: deadOwner(), spawner: deadOwner(), endedAt: new Date().toISOString() } as const;

/** A run that ended well. */
export function makeRecord(change: Partial<SessionRecord> = {}): SessionRecord {
  const id = change.id === undefined ? {} : { runId: change.id };
  return recordOf({ agentId: 'metrics-collector', ...ENDED, exitCode: 0, ...id, ...change });
}

/** The orchestrator's record, after it was stopped. */
export function orchestratorRecord(change: Partial<SessionRecord> = {}): SessionRecord {
  return recordOf({ agentId: ORCHESTRATOR, kind: 'main', ...ENDED, status: 'killed', ...change });
}

/** Puts a record into the registry without the program's care. Returns its path. */
export function placeRecord(at: Layout, record: SessionRecord): string {
  const path = recordPath(at, record.id);
  writeFileSync(path, `${JSON.stringify(record, null, 1)}\n`, { mode: 0o600 });
  return path;
}
