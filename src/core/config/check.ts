import type { core } from 'zod';
import { allowedText, foundText, unknownKeyText } from './allowed.ts';
import { agentProblems } from './check-agents.ts';
import { configJsonSchema, nodeAt, type SchemaNode } from './json-schema.ts';
import type { Problem } from './problems.ts';
import { type Config, configSchema } from './schema.ts';
import { valueAt } from './value-at.ts';

export type Checked = { config: Config; problems: null } | { config: null; problems: Problem[] };

/** Checks a value against the schema and everything that the schema cannot say. Finds every problem, not the first alone. */
export async function checkConfig(value: unknown): Promise<Checked> {
  const result = configSchema.safeParse(value);
  const agents = await agentProblems(value);
  if (result.success && agents.length === 0) return { config: result.data, problems: null };
  const root = configJsonSchema();
  const issues = result.success ? [] : result.error.issues;
  return { config: null, problems: [...issues.flatMap((issue) => problemsOf(issue, value, root)), ...agents] };
}

function problemsOf(issue: core.$ZodIssue, value: unknown, root: SchemaNode): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], part: 'key', text: unknownKeyText(root, path, key) }));
  }
  if (issue.code === 'invalid_key') return [{ path, part: 'key', text: issue.issues[0]?.message ?? issue.message }];
  return [{ path, part: 'value', text: valueText(issue, valueAt(value, path), nodeAt(root, path)) }];
}

/** The schema's own words where it has some, which say more than a type: 'must be a time of day such as "23:00"'. */
function valueText(issue: core.$ZodIssue, found: unknown, node: SchemaNode | null): string {
  const hasOwnWords = !issue.message.startsWith('Invalid ') && !issue.message.startsWith('Too ');
  if (hasOwnWords || node === null) return issue.message;
  const isText = typeof found === 'string' && [node.type].flat().includes('string');
  return `must be ${allowedText(node)}${isText ? '' : `, not ${foundText(found)}`}`;
}
