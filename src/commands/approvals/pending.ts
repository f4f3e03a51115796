import { listApprovals } from '../../core/healing/approvals/store.ts';
import type { Run } from '../command.ts';
import { textTable } from '../text-table.ts';
import { APPROVAL_HEAD, approvalRow, approvalView } from './view.ts';

export const run: Run = async (input) => {
  const now = Date.now();
  const { approvals, problems } = listApprovals(input.open());
  const pending = approvals.map((approval) => approvalView(approval, now)).filter(({ state }) => state === 'pending');
  const rows = pending.map((view) => approvalRow(view, now));
  return {
    data: { count: pending.length, approvals: pending },
    text: pending.length === 0 ? 'Nothing waits for a decision.' : textTable(APPROVAL_HEAD, rows),
    warnings: problems.map(({ file, reason }) => `${file}: ${reason}; it allows nothing`),
  };
};
