import type { ApprovalRequest } from '../../../core/healing/approvals/approval.ts';
import type { Snapshot } from '../data/snapshot.ts';

/** Plans that wait for a yes or no, and are still in time for it. */
export function waitingApprovals({ approvals }: Snapshot, now: number): ApprovalRequest[] {
  return approvals.filter(({ expiresAt }) => Date.parse(expiresAt) > now);
}
