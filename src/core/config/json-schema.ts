import * as z from 'zod';
import { configSchema } from './schema.ts';

/** The part of JSON Schema that the configuration uses. */
export interface SchemaNode {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: SchemaNode[];
  format?: string;
  minLength?: number;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
}

/** The JSON Schema (draft 2020-12) of the configuration as a user writes it: every key may be left out. */
export function configJsonSchema(): SchemaNode {
  return z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode;
}

/** The node that describes the value at a path; null where the schema knows no such path. */
export function nodeAt(root: SchemaNode, path: readonly PropertyKey[]): SchemaNode | null {
  let node: SchemaNode | undefined = root;
  for (const key of path) {
    if (node === undefined) return null;
    if (typeof key === 'number') node = node.items;
    else node = ownProperty(node.properties, String(key)) ?? additional(node);
  }
  return node ?? null;
}

function ownProperty(properties: SchemaNode['properties'], key: string): SchemaNode | undefined {
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

function additional(node: SchemaNode): SchemaNode | undefined {
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

/** The groups in which a key of that name is known, as dotted paths; '' is the top. */
export function groupsWithKey(root: SchemaNode, key: string, path = ''): string[] {
  const found: string[] = [];
  for (const [name, node] of Object.entries(root.properties ?? {})) {
    if (name === key) found.push(path);
    found.push(...groupsWithKey(node, key, path === '' ? name : `${path}.${name}`));
  }
  const item = additional(root);
  if (item !== undefined) found.push(...groupsWithKey(item, key, `${path}.<name>`));
  return found;
}
