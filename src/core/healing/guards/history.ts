import type { AuditEntry } from '../audit/entry.ts';

/** What guards count, in the order in which it was written down. */
export interface HealEvent {
  /** Epoch milliseconds, by the clock of that time: it may lie before the event before it, or in the future. */
  at: number;
  what: 'begun' | 'verified' | 'failed' | 'abandoned' | 'denied' | 'closed';
  playbook: string;
  target: string;
}

/** How a run ended. `interrupted`: its process died. `abandoned`: nothing was touched, since it was not fit any more. */
export const OUTCOMES = ['verified', 'failed', 'interrupted', 'abandoned'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const ENDINGS: Readonly<Record<Outcome, HealEvent['what']>> = {
  verified: 'verified',
  failed: 'failed',
  interrupted: 'failed',
  abandoned: 'abandoned',
};

/** The history that the audit tells: there is no other, so whoever shortens it breaks the chain. Pure. */
export function historyOf(entries: readonly AuditEntry[]): HealEvent[] {
  return entries.flatMap((entry) => {
    const what = meaningOf(entry);
    const { playbook, target } = entry;
    return what === null || playbook === null
      ? []
      : [{ at: Date.parse(entry.at), what, playbook, target: target ?? '' }];
  });
}

function meaningOf({ kind, detail }: AuditEntry): HealEvent['what'] | null {
  if (kind === 'run begun') return 'begun';
  // An ending that is not known is no success.
  if (kind === 'run ended') return ENDINGS[detail.outcome as Outcome] ?? 'failed';
  if (kind === 'approval decided' && detail.decision === 'deny') return 'denied';
  return kind === 'breaker closed' ? 'closed' : null;
}
