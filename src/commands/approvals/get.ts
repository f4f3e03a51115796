import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import { APPROVAL_LIMIT_MS } from '../../core/healing/approvals/approval.ts';
import { listAllowRules } from '../../core/healing/approvals/rules.ts';
import { findApprovalId, listApprovals, readApproval } from '../../core/healing/approvals/store.ts';
import { oneLine } from '../../core/text/control.ts';
import type { Result, Run } from '../command.ts';
import { numberOption } from '../options.ts';
import { textTable } from '../text-table.ts';
import { APPROVAL_HEAD, approvalRow, approvalView } from './view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [word] = input.args;
  if (word !== undefined) return showOne(at, findApprovalId(at, word));
  const now = Date.now();
  const limit = numberOption(input, 'limit', { min: 1, integer: true }) ?? 20;
  const { approvals, problems } = listApprovals(at);
  const allowList = listAllowRules(at);
  const recent = approvals.slice(-limit).map((approval) => approvalView(approval, now));
  const ruleRows = allowList.rules.map(({ id, playbook, target, by, at: since, expiresAt, reason }) => [
    ...[id, playbook, target, by, since],
    expiresAt ?? 'never',
    reason ?? '-',
  ]);
  const rules =
    ruleRows.length === 0
      ? 'No playbook is allowed always.\n'
      : textTable(['RULE', 'PLAYBOOK', 'TARGET', 'BY', 'SINCE', 'ENDS', 'WHY'], ruleRows);
  const rows = recent.map((view) => approvalRow(view, now));
  return {
    data: { limitSeconds: APPROVAL_LIMIT_MS / 1_000, rules: allowList.rules, approvals: recent },
    text: `${rules}\n${recent.length === 0 ? 'No approval was asked.' : textTable(APPROVAL_HEAD, rows)}`,
    warnings: [...problems, ...allowList.problems].map(({ file, reason }) => `${file}: ${reason}; it allows nothing`),
  };
};

function showOne(at: Layout, id: string): Result {
  const found = readApproval(at, id);
  if (found === null || typeof found === 'string')
    throw new OpsError('E_CORRUPT', `approvals/${id}.json: ${found ?? 'is gone'}`);
  const view = approvalView(found, Date.now());
  const lines = [
    `${view.playbook} on ${view.target}: ${view.state}`,
    `Why: ${view.reason}`,
    `Asked by ${view.requestedBy} at ${view.requestedAt}, until ${view.expiresAt}`,
    ...(view.decision === null ? [] : [`${view.decision} by ${view.decidedBy} at ${view.decidedAt}`]),
    `Plan ${view.planId}, hash ${view.planHash}`,
    ...view.steps.map((step, index) => `  ${index + 1}. ${step}`),
  ];
  return { data: view, text: lines.map(oneLine).join('\n') };
}
