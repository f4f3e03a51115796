import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configJsonSchema, type SchemaNode } from '../../../src/core/config/json-schema.ts';
import { loadConfigFile } from '../../../src/core/config/load.ts';
import { temporaryWorkspace, writeIn } from './workspace.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');

function pathsOf(node: SchemaNode, beginning: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    const isPair = inner.properties?.warning !== undefined;
    return inner.properties === undefined || isPair ? [`${beginning}${key}`] : pathsOf(inner, `${beginning}${key}.`);
  });
}

test('the page on the configuration names every setting', () => {
  const paths = pathsOf(configJsonSchema(), '').filter((path) => path !== 'agents');
  expect(paths.filter((path) => !PAGE.includes(`\`${path}\``) && !PAGE.includes(`"${path}"`))).toEqual([]);
});

test('the example on the page is valid', async () => {
  const example = /```json\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
  const file = writeIn(temporaryWorkspace(), 'orchestrator-config.json', example);
  expect((await loadConfigFile(file)).heartbeat_interval_minutes).toBe(30);
});
