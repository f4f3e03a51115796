import type { Layout } from './files/layout.ts';
import { watchFolder } from './files/watch-folder.ts';
import { mainSessionId, ORCHESTRATOR } from './sessions/names.ts';
import { hasEnded, type SessionRecord } from './sessions/record.ts';
import { readRecord } from './sessions/registry.ts';
import { leaseAgeMs, type SessionView, viewOf } from './sessions/view.ts';

/** The orchestrator of a workspace as it is now; null where none ever ran. */
export function orchestratorView(at: Layout, now: number = Date.now()): SessionView | null {
  const record = readRecord(at, mainSessionId(ORCHESTRATOR));
  return record === null ? null : viewOf(at, record, now);
}

/** File systems stamp a file with the kernel's last tick: up to 10 ms before a clock that is read for the record. */
const TICK_MS = 10;

/**
 * Waits until the orchestrator works: it has claimed its record and shown a sign of life since. Null when the time is over, or when it
 * ended meanwhile; its record then says why.
 */
export function awaitOrchestrator(at: Layout, timeoutMs: number): Promise<SessionRecord | null> {
  return new Promise((resolve) => {
    const end = (record: SessionRecord | null) => {
      clearTimeout(timer);
      watch.close();
      resolve(record);
    };
    const look = () => {
      const view = orchestratorView(at);
      if (view === null) return;
      if (hasEnded(view.status)) return end(null);
      const begun = Date.parse(view.record.startedAt ?? view.record.createdAt);
      const age = leaseAgeMs(at, view.record.id, Date.now());
      if (view.record.owner !== null && view.live === 'live' && age !== null && age <= Date.now() - begun + TICK_MS)
        end(view.record);
    };
    const timer = setTimeout(() => end(null), timeoutMs);
    const watch = watchFolder(at.run, look, 50);
    look();
  });
}

export interface Answer {
  ok: boolean;
  tookMs: number;
  reason: string | null;
}

/**
 * Whether the orchestrator answers, by a message that changes nothing and that every one of them understands. Asked of a dead one, it
 * would lie there until the next start.
 */
export async function askOrchestrator(at: Layout, from: string, timeoutMs: number): Promise<Answer> {
  const begun = performance.now();
  const answer = (reason: string | null) => ({
    ok: reason === null,
    tookMs: Math.round(performance.now() - begun),
    reason,
  });
  const view = orchestratorView(at);
  if (view === null || view.live === 'dead') return answer('no orchestrator runs');
  // Loaded for this alone: commands that only read ask where the orchestrator is, too.
  const { sendMessage } = await import('./sessions/send.ts');
  const { status } = await sendMessage(at, ORCHESTRATOR, { text: 'help', from, timeoutMs });
  return answer(status === 'ok' ? null : `no answer within ${timeoutMs} ms (${status})`);
}

export function describeAnswer({ ok, tookMs, reason }: Answer): string {
  return ok ? `within ${tookMs} ms` : `NONE: ${reason}`;
}
