import type { Layout } from '../files/layout.ts';
import { approvalState } from '../healing/approvals/approval.ts';
import { listApprovals } from '../healing/approvals/store.ts';
import { killSwitch } from '../healing/guards/kill-switch.ts';

/** What healing waits for. */
export interface HealingFact {
  /** Ids of approvals that nobody has decided. */
  pending: string[];
  /** Why nothing is healed: the kill switch; null: it is not thrown. */
  stopped: string | null;
}

export function healingFact(at: Layout, now: number): HealingFact {
  const waiting = listApprovals(at).approvals.filter((approval) => approvalState(approval, now) === 'pending');
  return { pending: waiting.map(({ request }) => request.id), stopped: killSwitch(at) };
}
