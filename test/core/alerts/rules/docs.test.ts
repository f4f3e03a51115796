import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultRules } from '../../../../src/core/alerts/rules/defaults.ts';
import { alertsSchema } from '../../../../src/core/alerts/rules/schema.ts';
import { configSchema } from '../../../../src/core/config/schema.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/alerts.md'), 'utf8');

test('the page on alerts names every default rule and what it watches', () => {
  const rules = defaultRules(configSchema.parse({}).thresholds);
  const names = Object.entries(rules).flatMap(([name, { metric }]) => [name, metric]);
  expect(names.filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
});

test('its examples are valid', () => {
  const examples = [...PAGE.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, text]) => JSON.parse(`{${text}}`) as { alerts: unknown },
  );
  expect(examples.length).toBeGreaterThan(1);
  for (const { alerts } of examples) alertsSchema.parse(alerts);
});

test.each([
  [{ name: 'mine' }, 'metric'],
  [{ name: 'mine', metric: 'x' }, 'warning'],
  [{ name: 'mine', metric: 'x', critical: { value: 1 }, for: '5 of 3' }, 'for'],
  [{ name: 'mine', metric: 'x', critical: { value: 1 }, treshold: 1 }, ''],
  [{ name: 'Mine', metric: 'x', critical: { value: 1 } }, 'name'],
])('a rule that cannot be is refused where it is wrong: %j', (rule, where) => {
  const result = alertsSchema.safeParse({ rules: [rule] });
  expect(result.success).toBe(false);
  expect(result.error?.issues[0]?.path.slice(2).join('.')).toBe(where);
});
