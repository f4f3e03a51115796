import { OpsError } from '../../errors.ts';
import type { Layout } from '../../files/layout.ts';
import type { AuditFact } from '../audit/entry.ts';
import { appendAudit, readAudit } from '../audit/store.ts';
import {
  APPROVAL_LIMIT_MS,
  type Approval,
  type ApprovalDecision,
  type ApprovalRequest,
  approvalState,
  type Decision,
} from './approval.ts';
import { addAllowRule } from './rules.ts';
import { listApprovals, readApproval, writeDecision, writeUse } from './store.ts';

export interface Answer {
  decision: Decision;
  by: string;
  reason: string | null;
  /** Of allow-always: when the rule ends, ISO 8601; null: when it is removed. */
  ruleExpiresAt?: string | null;
}

function approvalOrThrow(at: Layout, id: string): Approval {
  const found = readApproval(at, id);
  if (found === null) throw new OpsError('E_NO_APPROVAL', `There is no approval ${id}`);
  if (typeof found === 'string') throw new OpsError('E_CORRUPT', `approvals/${id}.json: ${found}`);
  return found;
}

/** Decides once. @throws OpsError where it was decided before, or is too late to be allowed. */
export function decideApproval(at: Layout, id: string, answer: Answer, now: number): ApprovalDecision {
  const approval = approvalOrThrow(at, id);
  const { request } = approval;
  if (approval.decision !== null) throw decidedBefore(approval);
  if (approvalState(approval, now) !== 'pending') {
    expireOne(at, request, now);
    throw new OpsError('E_HEAL', `${id} expired at ${request.expiresAt}, which denied it`, {
      hint: 'If it is still needed it is asked again.',
    });
  }
  if (answer.decision !== 'deny') assertAuditWhole(at);
  const decision = decisionOf(id, answer, now);
  if (!writeDecision(at, decision)) throw decidedBefore(approvalOrThrow(at, id));
  appendAudit(at, [decidedFact(request, decision)], now);
  if (answer.decision === 'allow-always') {
    const { playbook, playbookHash, target } = request;
    const { by, reason, ruleExpiresAt = null } = answer;
    addAllowRule(at, { playbook, playbookHash, target, by, reason, expiresAt: ruleExpiresAt }, now);
  }
  return decision;
}

function assertAuditWhole(at: Layout): void {
  const [fault] = readAudit(at).faults;
  if (fault === undefined) return;
  throw new OpsError(
    'E_CORRUPT',
    `The audit is broken (line ${fault.line} ${fault.reason}), so nothing can be allowed`,
    {
      hint: 'Look with: ops audit verify. Denying is possible.',
    },
  );
}

function decidedBefore({ request, decision }: Approval): OpsError {
  const how = decision?.expired === true ? 'expired' : `was decided (${decision?.decision}) by ${decision?.by}`;
  return new OpsError('E_HEAL', `${request.id} ${how} at ${decision?.at}`, {
    hint: 'One decision counts: the first.',
  });
}

function decisionOf(id: string, { decision, by, reason }: Answer, now: number, expired = false): ApprovalDecision {
  const usableUntil = new Date(now + APPROVAL_LIMIT_MS).toISOString();
  return { version: 1, id, decision, by, at: new Date(now).toISOString(), reason, expired, usableUntil };
}

function decidedFact(request: ApprovalRequest, { decision, by, reason, expired }: ApprovalDecision): AuditFact {
  const { id, playbook, target, planId, planHash } = request;
  return {
    kind: 'approval decided',
    by,
    playbook,
    target,
    subject: id,
    detail: { decision, reason, expired, planId, planHash },
  };
}

function expireOne(at: Layout, request: ApprovalRequest, now: number): boolean {
  const answer: Answer = { decision: 'deny', by: 'ops', reason: 'nobody decided in time' };
  const decision = decisionOf(request.id, answer, now, true);
  if (!writeDecision(at, decision)) return false;
  appendAudit(at, [decidedFact(request, decision)], now);
  return true;
}

/** Denies what nobody decided in time, for good: no clock that is set back revives it. Answers those, for somebody to be told. */
export function expireApprovals(at: Layout, now: number): ApprovalRequest[] {
  const late = listApprovals(at).approvals.filter(
    (approval) => approval.decision === null && approvalState(approval, now) === 'expired',
  );
  return late.flatMap(({ request }) => (expireOne(at, request, now) ? [request] : []));
}

/** Takes an approval for one run of exactly the plan that it was given for: null, or why not. */
export function takeApproval(
  at: Layout,
  id: string,
  wanted: { planHash: string; runId: string },
  now: number,
): string | null {
  const approval = readApproval(at, id);
  if (approval === null) return `there is no approval ${id}`;
  if (typeof approval === 'string') return `the approval ${id} cannot be read: ${approval}`;
  if (approval.request.planHash !== wanted.planHash) return `the approval ${id} is for another plan`;
  const state = approvalState(approval, now);
  if (state !== 'allowed') return `the approval ${id} is ${state}`;
  const use = { version: 1 as const, id, runId: wanted.runId, at: new Date(now).toISOString() };
  return writeUse(at, use) ? null : `the approval ${id} is used`;
}
