import { expect, test } from 'vitest';
import { configJsonSchema } from '../../../../src/core/config/json-schema.ts';

interface Node {
  description?: string;
  const?: unknown;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
}

test('ops config schema says of every kind of check, and of everything it takes, what it is', () => {
  const checks = (configJsonSchema() as Node).properties?.health_checks;
  const kinds = checks?.items?.oneOf ?? checks?.items?.anyOf ?? [];
  expect(kinds).toHaveLength(8);
  for (const kind of kinds) {
    const type = String(kind.properties?.type?.const);
    expect(kind.description, type).toMatch(/\.$/);
    for (const [key, node] of Object.entries(kind.properties ?? {}))
      if (key !== 'type') expect(node.description, `${type}.${key}`).toMatch(/\.$/);
  }
});
