import { type Approval, approvalState } from '../../core/healing/approvals/approval.ts';
import { describeDuration } from '../../core/text/duration.ts';

/** An approval as --json shows it. Times ISO 8601. */
export function approvalView(approval: Approval, now: number) {
  const { version: _, ...request } = approval.request;
  const { decision, use } = approval;
  return {
    ...request,
    state: approvalState(approval, now),
    decision: decision?.decision ?? null,
    decidedBy: decision?.by ?? null,
    decidedAt: decision?.at ?? null,
    decisionReason: decision?.reason ?? null,
    runId: use?.runId ?? null,
  };
}

export type ApprovalView = ReturnType<typeof approvalView>;

export const APPROVAL_HEAD = ['ID', 'STATE', 'PLAYBOOK', 'TARGET', 'LEFT', 'BY', 'WHY'];

export function approvalRow(view: ApprovalView, now: number): string[] {
  const { id, state, playbook, target, expiresAt, decidedBy, reason } = view;
  const left = state === 'pending' ? describeDuration(Date.parse(expiresAt) - now) : '-';
  return [id, state, playbook, target, left, decidedBy ?? '-', reason];
}
