import type { core } from 'zod';
import { allowedText, foundText, unknownKeyText } from './allowed.ts';
import { configJsonSchema, nodeAt, type SchemaNode } from './json-schema.ts';
import type { Problem } from './problems.ts';
import { type Config, configSchema } from './schema.ts';

export type Checked = { config: Config; problems: null } | { config: null; problems: Problem[] };

/** Checks a value against the schema and everything that the schema cannot say. Finds every problem, not the first alone. */
export async function checkConfig(value: unknown): Promise<Checked> {
  const result = configSchema.safeParse(value);
  const schedules = await scheduleProblems(value);
  if (result.success && schedules.length === 0) return { config: result.data, problems: null };
  const root = configJsonSchema();
  const issues = result.success ? [] : result.error.issues;
  return { config: null, problems: [...issues.flatMap((issue) => problemsOf(issue, value, root)), ...schedules] };
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
  return `must be ${allowedText(node)}, not ${foundText(found)}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

const CRON_WORDS =
  'a cron expression: five fields (minute hour day month weekday) such as "*/5 * * * *", or six (seconds first)';

/** Cron expressions that cannot be read, and those whose day never comes, such as 30 February. */
async function scheduleProblems(value: unknown): Promise<Problem[]> {
  const agents = valueAt(value, ['agents']);
  if (typeof agents !== 'object' || agents === null) return [];
  const { parseCron } = await import('../schedule/cron.ts');
  const problems: Problem[] = [];
  for (const [id, agent] of Object.entries(agents)) {
    const schedule = valueAt(agent, ['schedule']);
    if (typeof schedule !== 'string') continue;
    const text = scheduleText(schedule, parseCron);
    if (text !== null) problems.push({ path: ['agents', id, 'schedule'], part: 'value', text });
  }
  return problems;
}

function scheduleText(
  schedule: string,
  parseCron: (expression: string, timeZone: string | null) => { next(time: number): number | null },
): string | null {
  // croner also reads a single date and time as a pattern; that would run once and never again.
  if (/^\d{4}-/.test(schedule.trim())) return `must be ${CRON_WORDS}`;
  try {
    return parseCron(schedule, 'UTC').next(Date.now()) === null ? 'names a day that never comes' : null;
  } catch {
    return `must be ${CRON_WORDS}`;
  }
}
