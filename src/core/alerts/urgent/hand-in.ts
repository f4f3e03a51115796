import type { Layout } from '../../files/layout.ts';
import { orchestratorView } from '../../orchestrator-client.ts';
import { awaitTaken, dropUrgent } from './drop.ts';

export interface HandedIn {
  /** In alerts/urgent, by name. */
  file: string;
  /** `stored`: on disk, and taken later. `taken`: queued to be told. `rejected`: not understood, and that is told. */
  status: 'stored' | 'taken' | 'rejected';
  /** Whether an orchestrator lives that takes it. */
  isRunning: boolean;
}

/** Stores an alarm as an urgent file, and waits up to `waitMs` until the orchestrator has taken it; where none lives, not at all. */
export async function handIn(at: Layout, alarm: object, waitMs: number): Promise<HandedIn> {
  const file = dropUrgent(at, `${JSON.stringify(alarm)}\n`);
  const isRunning = orchestratorView(at)?.live === 'live';
  const outcome = isRunning && waitMs > 0 ? await awaitTaken(at, file, waitMs) : null;
  return { file, isRunning, status: outcome === null ? 'stored' : outcome === 'done' ? 'taken' : 'rejected' };
}
