import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { removeFile, writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import { hashOf } from '../audit/canonical.ts';
import { appendAudit } from '../audit/store.ts';

/** approvals/allowlist/<id>.json: a person said "always" for one playbook, as it then was, and one target. */
export interface AllowRule {
  version: 1;
  id: string;
  playbook: string;
  /** A playbook that was changed since is another one, and asks again. */
  playbookHash: string;
  target: string;
  by: string;
  /** ISO 8601. */
  at: string;
  reason: string | null;
  /** ISO 8601; null: until it is removed. */
  expiresAt: string | null;
}

export interface AllowList {
  rules: AllowRule[];
  problems: { file: string; reason: string }[];
}

export function allowListFolder(at: Layout): string {
  return join(at.root, 'approvals', 'allowlist');
}

/** The same playbook and target have one rule. */
function idOf(playbook: string, target: string): string {
  return hashOf([playbook, target]).slice(0, 8);
}

export function listAllowRules(at: Layout): AllowList {
  const list: AllowList = { rules: [], problems: [] };
  for (const name of namesIn(allowListFolder(at))) {
    const read = readJson(join(allowListFolder(at), name));
    if (read.state === 'missing') continue;
    const rule = read.state === 'read' ? (read.value as Partial<AllowRule>) : null;
    if (rule !== null && isRule(rule) && name === `${rule.id}.json`) list.rules.push(rule);
    else
      list.problems.push({ file: name, reason: read.state === 'unreadable' ? read.reason : 'is no rule of version 1' });
  }
  return list;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function isRule(rule: Partial<AllowRule>): rule is AllowRule {
  const texts = [rule.playbook, rule.playbookHash, rule.target, rule.by, rule.at];
  return (
    rule.version === 1 &&
    texts.every((text) => typeof text === 'string') &&
    rule.id === idOf(String(rule.playbook), String(rule.target)) &&
    (rule.expiresAt === null || Number.isFinite(Date.parse(String(rule.expiresAt))))
  );
}

export type NewRule = Omit<AllowRule, 'version' | 'id' | 'at'>;

/** Records the rule in the audit first: what is not written down does not allow. */
export function addAllowRule(at: Layout, given: NewRule, now: number): AllowRule {
  const { playbook, target, by, reason, expiresAt, playbookHash } = given;
  const id = idOf(playbook, target);
  const rule: AllowRule = { version: 1, id, ...given, at: new Date(now).toISOString() };
  const detail = { reason, expiresAt, playbookHash };
  appendAudit(at, [{ kind: 'rule added', by, playbook, target, subject: id, detail }], now);
  writeJsonAtomic(join(allowListFolder(at), `${id}.json`), rule, { temporary: at.temporary });
  return rule;
}

/** Takes the rule away first: a broken audit must not keep an allowance alive. Null where there is none of that id. */
export function removeAllowRule(at: Layout, id: string, by: string, now: number): AllowRule | null {
  const rule = listAllowRules(at).rules.find((one) => one.id === id);
  if (rule === undefined || !removeFile(join(allowListFolder(at), `${id}.json`))) return null;
  const { playbook, target } = rule;
  appendAudit(at, [{ kind: 'rule removed', by, playbook, target, subject: id, detail: {} }], now);
  return rule;
}

/** The rule that allows this playbook, exactly as it is, on this target now; null where a person must be asked. Pure. */
export function ruleFor(
  rules: readonly AllowRule[],
  wanted: { playbook: string; playbookHash: string; target: string },
  now: number,
): AllowRule | null {
  const fits = (rule: AllowRule) =>
    rule.playbook === wanted.playbook &&
    rule.playbookHash === wanted.playbookHash &&
    rule.target === wanted.target &&
    now >= Date.parse(rule.at) &&
    (rule.expiresAt === null || now < Date.parse(rule.expiresAt));
  return rules.find(fits) ?? null;
}
