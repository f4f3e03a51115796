import type { core } from 'zod';
import { configError, type Problem } from '../../config/problems.ts';
import { readSource } from '../../config/source.ts';
import { settingsProblems } from '../actions/settings.ts';
import { hashOf } from '../audit/canonical.ts';
import { type Playbook, playbookSchema } from './schema.ts';

/** A playbook as it is used; `hash` names exactly this content, so that what was allowed for it is for nothing else. */
export interface KnownPlaybook {
  playbook: Playbook;
  hash: string;
  /** The file, from the workspace's root; null: it came with the program. */
  file: string | null;
}

/** @throws OpsError E_CONFIG that names the file and each problem with its line. */
export async function playbookOf(file: string, text: string): Promise<KnownPlaybook> {
  const source = await readSource(file, text);
  const result = playbookSchema.safeParse(source.value);
  if (!result.success) throw configError(source, result.error.issues.flatMap(problemsOf));
  const problems = result.data.actions.flatMap(problemsOfAction);
  if (problems.length > 0) throw configError(source, problems);
  return { playbook: result.data, hash: playbookHash(result.data), file };
}

/** The mode is no part of it: what a playbook does stays the same when it asks first. */
export function playbookHash({ mode: _mode, $schema: _schema, ...playbook }: Playbook): string {
  return hashOf(playbook);
}

function problemsOfAction({ action, settings }: Playbook['actions'][number], index: number): Problem[] {
  return settingsProblems(action, settings).map(({ path, message }) => ({
    path:
      path.length === 0 && message.startsWith('there is no')
        ? ['actions', index, 'action']
        : ['actions', index, 'settings', ...path],
    part: 'value' as const,
    text: `is not right: ${message}`,
  }));
}

function problemsOf(issue: core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], part: 'key', text: 'is not known here' }));
  return [{ path: issue.path, part: 'value', text: `is not right: ${issue.message}` }];
}
