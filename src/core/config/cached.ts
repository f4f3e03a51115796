import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeJsonAtomic } from '../files/atomic.ts';
import type { Layout } from '../files/layout.ts';
import { readJson } from '../files/read-json.ts';
import { VERSION } from '../version.ts';
import type { LoadedConfig } from './load.ts';
import { type Located, locateConfig } from './locate.ts';
import type { Config } from './schema.ts';

/** state/config-cache.json: a configuration that was checked, beside all that it was made from. */
interface CachedConfig {
  version: 1;
  program: string;
  file: string | null;
  text: string;
  config: Config;
}

export function configCacheFile(at: Layout): string {
  return join(at.state, 'config-cache.json');
}

/** The version, and when it was built: two builds of one version may have different schemas. */
function programId(): string {
  return `${VERSION} ${statSync(import.meta.filename).mtimeMs}`;
}

/**
 * Loads the configuration without zod and cosmiconfig where it has been loaded before. The cache is right by content: the file is
 * found and read anew each time and its text compared, so no clock and no inode can make an old configuration live on.
 * @throws OpsError as loadConfig
 */
export async function loadConfigFast(at: Layout, program: string = programId()): Promise<LoadedConfig> {
  const located = locateConfig(at);
  const cached = readCache(at, located, program);
  if (cached !== null) return { config: cached, file: located.file, warnings: located.warnings };
  const { loadLocated } = await import('./load.ts');
  const { loaded, text } = await loadLocated(located);
  writeCache(at, { version: 1, program, file: loaded.file, text, config: loaded.config });
  return loaded;
}

function readCache(at: Layout, located: Located, program: string): Config | null {
  const read = readJson(configCacheFile(at));
  const cached = read.state === 'read' ? (read.value as Partial<CachedConfig> | null) : null;
  const isCurrent =
    cached?.version === 1 &&
    cached.program === program &&
    cached.file === located.file &&
    cached.text === located.text &&
    typeof cached.config === 'object';
  return isCurrent ? (cached.config ?? null) : null;
}

function writeCache(at: Layout, cached: CachedConfig): void {
  // Loading makes no workspace where there is none.
  if (!existsSync(at.state)) return;
  try {
    writeJsonAtomic(configCacheFile(at), cached, { temporary: at.temporary, sync: false });
  } catch {
    // A full or read-only disk costs the speed alone.
  }
}
