import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileAtomic, writeFileAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { configJsonSchema } from './json-schema.ts';
import { locateConfig } from './locate.ts';
import { SEED_SETTINGS } from './schema.ts';

const SCHEMA_FILE = 'orchestrator-config.schema.json';

export interface Written {
  /** Paths that are new, or that were brought up to date. */
  created: string[];
  /** The configuration that was there already, and was not touched. */
  kept: string | null;
}

/**
 * Writes a new workspace's configuration, with the seed document's settings, the schema that an editor completes it with, and a
 * .gitignore, since a workspace holds state and no source. Where there is a configuration already, of whatever kind, it stays
 * the one in use. Safe to repeat, and from two processes at once.
 */
export function writeSeed(at: Layout): Written {
  const options = { temporary: at.temporary };
  const { file: kept } = locateConfig(at);
  const created: string[] = [];
  const settings = { $schema: `./${SCHEMA_FILE}`, ...SEED_SETTINGS };
  if (kept === null && createFileAtomic(at.config, jsonText(settings), options)) created.push(at.config);
  const schemaFile = join(at.root, SCHEMA_FILE);
  const schemaText = jsonText(configJsonSchema());
  if (textOf(schemaFile) !== schemaText) {
    writeFileAtomic(schemaFile, schemaText, options);
    created.push(schemaFile);
  }
  const ignoreFile = join(at.root, '.gitignore');
  if (createFileAtomic(ignoreFile, '*\n', options)) created.push(ignoreFile);
  return { created, kept };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
