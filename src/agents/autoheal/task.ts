import { OpsError } from '../../core/errors.ts';

/** What a task asks for: a playbook on a target, or a plan that was made before. */
export type HealTask = { playbook: string; target: string | null } | { planId: string; approvalId: string | null };

const PLAN = /^run plan (\S+)(?: with approval ([0-9a-f]{8}))?$/i;
const TARGET = /^(.*?)\s+on\s+(\S.*)$/is;
const WORD = /[a-z0-9][a-z0-9_-]*/g;

/**
 * Reads a task: "Fix disk_space_low incident", "Fix unit_down on nginx.service", "Run plan <id> with approval <id>". A playbook is named by
 * exactly its name; another one that would fit is never taken. @throws OpsError E_USAGE that says what is understood
 */
export function readTask(task: string, playbooks: readonly string[]): HealTask {
  const text = task.trim();
  const [, planId, approvalId] = PLAN.exec(text) ?? [];
  if (planId !== undefined) return { planId, approvalId: approvalId ?? null };
  const [, before = text, target] = TARGET.exec(text) ?? [];
  const words = new Set(before.match(WORD) ?? []);
  const named = playbooks.filter((name) => words.has(name));
  const [only] = named;
  if (only === undefined || named.length > 1)
    throw new OpsError(
      'E_USAGE',
      `The task names ${named.length === 0 ? 'no playbook' : `several playbooks: ${named.join(', ')}`}`,
      {
        hint: `Give it one: --task "Fix disk_space_low incident", or with a target: "Fix unit_down on nginx.service". Known: ${playbooks.join(', ')}`,
      },
    );
  return { playbook: only, target: target?.trim() ?? null };
}
