/** An approval must be given within this time, and used within it once given. */
export const APPROVAL_LIMIT_MS = 15 * 60_000;

export const DECISIONS = ['allow-once', 'allow-always', 'deny'] as const;
export type Decision = (typeof DECISIONS)[number];

/** approvals/<id>.json: what a person is asked. Never changed once it is written. Times ISO 8601. */
export interface ApprovalRequest {
  version: 1;
  id: string;
  planId: string;
  /** The approval fits the plan of this hash and no other. */
  planHash: string;
  playbook: string;
  playbookHash: string;
  target: string;
  /** Why it is asked, for a person. */
  reason: string;
  /** Each step in words, as it was frozen. */
  steps: string[];
  requestedBy: string;
  requestedAt: string;
  expiresAt: string;
}

/** approvals/<id>.decision.json: made once, by whoever came first. */
export interface ApprovalDecision {
  version: 1;
  id: string;
  decision: Decision;
  by: string;
  at: string;
  reason: string | null;
  /** Nobody decided in time. */
  expired: boolean;
  /** An allowance that is not used by then is none. */
  usableUntil: string;
}

/** approvals/<id>.used.json: made once, by the run that it allowed. */
export interface ApprovalUse {
  version: 1;
  id: string;
  runId: string;
  at: string;
}

export interface Approval {
  request: ApprovalRequest;
  decision: ApprovalDecision | null;
  use: ApprovalUse | null;
}

export type ApprovalState = 'pending' | 'allowed' | 'denied' | 'expired' | 'used';

/**
 * What an approval is worth at a moment (epoch milliseconds). Pure. A clock that stands before the question or the answer was set back, and
 * then nobody can say how old they are: that is expired, too.
 */
export function approvalState({ request, decision, use }: Approval, now: number): ApprovalState {
  if (use !== null) return 'used';
  if (decision === null) return within(now, request.requestedAt, request.expiresAt) ? 'pending' : 'expired';
  if (decision.expired) return 'expired';
  if (decision.decision === 'deny') return 'denied';
  return within(now, decision.at, decision.usableUntil) ? 'allowed' : 'expired';
}

function within(now: number, from: string, until: string): boolean {
  return now >= Date.parse(from) && now < Date.parse(until);
}
