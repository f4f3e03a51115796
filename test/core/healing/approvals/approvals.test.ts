import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { APPROVAL_LIMIT_MS, approvalState, DECISIONS } from '../../../../src/core/healing/approvals/approval.ts';
import { decideApproval, expireApprovals, takeApproval } from '../../../../src/core/healing/approvals/decide.ts';
import {
  addAllowRule,
  listAllowRules,
  removeAllowRule,
  ruleFor,
} from '../../../../src/core/healing/approvals/rules.ts';
import {
  approvalsFolder,
  listApprovals,
  type Question,
  readApproval,
  requestApproval,
  writeDecision,
} from '../../../../src/core/healing/approvals/store.ts';
import { appendAudit, auditPath, readAudit } from '../../../../src/core/healing/audit/store.ts';
import { bundleProgram } from '../../../helpers/bundle.ts';
import { makeWorkspace } from '../../../helpers/index.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const HASH = 'a'.repeat(64);
const QUESTION: Question = {
  planId: 'p1',
  planHash: HASH,
  playbook: 'disk-space-low',
  playbookHash: 'b'.repeat(64),
  target: '/',
  reason: 'disk_percent is 93',
  steps: ['remove 318 files below /tmp'],
  requestedBy: 'autoheal',
};
const ALLOW = { decision: 'allow-once', by: 'jan', reason: null } as const;

test('an approval is asked, allowed and used once, for that plan only', () => {
  const at = makeWorkspace();
  const { id } = requestApproval(at, QUESTION, NOW);
  expect(takeApproval(at, id, { planHash: HASH, runId: 'r1' }, NOW)).toMatch(/is pending/);
  decideApproval(at, id, ALLOW, NOW + 1_000);
  expect(takeApproval(at, id, { planHash: 'c'.repeat(64), runId: 'r1' }, NOW + 2_000)).toMatch(/another plan/);
  expect(takeApproval(at, id, { planHash: HASH, runId: 'r1' }, NOW + 2_000)).toBeNull();
  expect(takeApproval(at, id, { planHash: HASH, runId: 'r2' }, NOW + 2_000)).toMatch(/is used/);
  expect(readAudit(at).entries).toMatchObject([{ kind: 'approval decided', by: 'jan', subject: id }]);
});

test('what nobody decides in time is denied for good, also when the clock goes back', () => {
  const at = makeWorkspace();
  const { id } = requestApproval(at, QUESTION, NOW);
  const late = NOW + APPROVAL_LIMIT_MS;
  expect(() => decideApproval(at, id, ALLOW, late)).toThrow(/expired/);
  expect(() => decideApproval(at, id, ALLOW, NOW + 1)).toThrow(/expired/);
  expect(takeApproval(at, id, { planHash: HASH, runId: 'r1' }, NOW + 1)).toMatch(/is expired/);
  const other = requestApproval(at, QUESTION, NOW);
  expect(expireApprovals(at, NOW + 1)).toEqual([]);
  expect(expireApprovals(at, late)).toMatchObject([{ id: other.id }]);
  expect(expireApprovals(at, late)).toEqual([]);
});

test('an allowance that is not used in time allows nothing', () => {
  const at = makeWorkspace();
  const { id } = requestApproval(at, QUESTION, NOW);
  decideApproval(at, id, ALLOW, NOW + 1_000);
  const wanted = { planHash: HASH, runId: 'r1' };
  expect(takeApproval(at, id, wanted, NOW + 1_000 + APPROVAL_LIMIT_MS)).toMatch(/is expired/);
  expect(takeApproval(at, id, wanted, NOW)).toMatch(/is expired/);
});

test('of decisions that race in processes of their own one counts, and the audit names that one', async () => {
  const at = makeWorkspace();
  const { id } = requestApproval(at, QUESTION, Date.now());
  const program = await bundleProgram(join(import.meta.dirname, 'decider.ts'));
  const races = ['allow-once', 'deny', 'allow-once'].map((decision, index) =>
    promisify(execFile)(process.execPath, [program, at.root, id, decision, `user${index}`]),
  );
  const said = (await Promise.all(races)).map(({ stdout }) => stdout.trim());
  expect(said.filter((text) => text === 'won')).toHaveLength(1);
  expect(said.filter((text) => text.includes('was decided'))).toHaveLength(2);
  const approval = readApproval(at, id);
  const { entries } = readAudit(at);
  expect(entries).toHaveLength(1);
  expect(typeof approval === 'object' && approval?.decision?.by).toBe(entries[0]?.by);
});

test('over random answers, uses and steps of the clock nothing denied or expired is taken, and nothing twice', () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('decide' as const), decision: fc.constantFrom(...DECISIONS) }),
    fc.record({ kind: fc.constant('take' as const), hash: fc.constantFrom(HASH, 'f'.repeat(64)) }),
    fc.record({ kind: fc.constant('expire' as const) }),
    fc.record({ kind: fc.constant('clock' as const), by: fc.integer({ min: -20 * 60_000, max: 20 * 60_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const at = makeWorkspace();
      const { id } = requestApproval(at, QUESTION, NOW);
      let now = NOW + 60_000;
      let taken = 0;
      let allowedAt: number | null = null;
      let closed = false;
      for (const one of acts) {
        if (one.kind === 'clock') now += one.by;
        else if (one.kind === 'expire') closed = expireApprovals(at, now).length > 0 || closed;
        else if (one.kind === 'decide') {
          try {
            decideApproval(at, id, { decision: one.decision, by: 'jan', reason: null }, now);
            expect(closed || allowedAt !== null).toBe(false);
            expect(now >= NOW && now < NOW + APPROVAL_LIMIT_MS).toBe(true);
            if (one.decision === 'deny') closed = true;
            else allowedAt = now;
          } catch (error) {
            expect((error as Error).name).toBe('OpsError');
            closed ||= allowedAt === null;
          }
        } else if (takeApproval(at, id, { planHash: one.hash, runId: 'r' }, now) === null) {
          taken += 1;
          expect(one.hash).toBe(HASH);
          expect(closed).toBe(false);
          expect(allowedAt !== null && now >= allowedAt && now < allowedAt + APPROVAL_LIMIT_MS).toBe(true);
        }
      }
      expect(taken).toBeLessThanOrEqual(1);
      expect(readAudit(at).faults).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('allow-always is a rule for that playbook as it was and that target; it ends and can be taken away', () => {
  const at = makeWorkspace();
  const { id } = requestApproval(at, QUESTION, NOW);
  const ruleExpiresAt = new Date(NOW + 86_400_000).toISOString();
  decideApproval(at, id, { decision: 'allow-always', by: 'jan', reason: 'safe', ruleExpiresAt }, NOW);
  const { rules } = listAllowRules(at);
  const wanted = { playbook: 'disk-space-low', playbookHash: QUESTION.playbookHash, target: '/' };
  expect(ruleFor(rules, wanted, NOW)).toMatchObject({ by: 'jan', reason: 'safe' });
  expect(ruleFor(rules, { ...wanted, target: '/var' }, NOW)).toBeNull();
  expect(ruleFor(rules, { ...wanted, playbookHash: HASH }, NOW)).toBeNull();
  expect(ruleFor(rules, wanted, NOW + 86_400_000)).toBeNull();
  const [rule] = rules;
  expect(removeAllowRule(at, rule?.id ?? '', 'mina', NOW)).toEqual(rule);
  expect(removeAllowRule(at, rule?.id ?? '', 'mina', NOW)).toBeNull();
  expect(listAllowRules(at).rules).toEqual([]);
  expect(readAudit(at).entries.map(({ kind }) => kind)).toEqual(['approval decided', 'rule added', 'rule removed']);
});

test('a broken audit allows nothing and denies all the same; a broken decision file allows nothing', () => {
  const at = makeWorkspace();
  const { id } = requestApproval(at, QUESTION, NOW);
  const other = requestApproval(at, QUESTION, NOW);
  appendAudit(at, [{ kind: 'stopped', by: 'x', playbook: null, target: null, subject: null, detail: {} }], NOW);
  writeFileSync(join(approvalsFolder(at), `${other.id}.decision.json`), '{"version":1,"decision":"allow-once"}');
  expect(takeApproval(at, other.id, { planHash: HASH, runId: 'r' }, NOW)).toMatch(/cannot be read/);
  expect(listApprovals(at)).toMatchObject({
    approvals: [{ request: { id } }],
    problems: [{ reason: expect.stringMatching(/decision/) }],
  });
  writeFileSync(auditPath(at), '');
  expect(() => decideApproval(at, id, ALLOW, NOW)).toThrow(/audit is broken/);
  expect(() => addAllowRule(at, { ...QUESTION, by: 'jan', expiresAt: null }, NOW)).toThrow(/audit is broken/);
  expect(listAllowRules(at).rules).toEqual([]);
  expect(() => decideApproval(at, id, { ...ALLOW, decision: 'deny' }, NOW)).toThrow(/audit is broken/);
  expect(takeApproval(at, id, { planHash: HASH, runId: 'r' }, NOW)).toMatch(/is denied/);
});

test('the state of an approval is what its files and the clock say', () => {
  const at = makeWorkspace();
  const request = requestApproval(at, QUESTION, NOW);
  const approval = { request, decision: null, use: null };
  expect(approvalState(approval, NOW)).toBe('pending');
  expect(approvalState(approval, NOW - 1)).toBe('expired');
  const decision = { version: 1, id: request.id, ...ALLOW, at: request.requestedAt, expired: false } as const;
  expect(writeDecision(at, { ...decision, usableUntil: request.expiresAt })).toBe(true);
  expect(writeDecision(at, { ...decision, decision: 'deny', usableUntil: request.expiresAt })).toBe(false);
});
