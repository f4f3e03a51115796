import { layout } from '../../../../src/core/files/layout.ts';
import type { Decision } from '../../../../src/core/healing/approvals/approval.ts';
import { decideApproval } from '../../../../src/core/healing/approvals/decide.ts';

/** One of several processes that decide the same approval: says `won`, or why not. */
const [root = '', id = '', decision, by = ''] = process.argv.slice(2);
try {
  decideApproval(layout(root), id, { decision: decision as Decision, by, reason: null }, Date.now());
  console.log('won');
} catch (error) {
  console.log((error as Error).message);
}
