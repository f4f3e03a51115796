import { loadConfigFast } from '../../core/config/cached.ts';
import type { Input } from '../command.ts';

/** The files, folders and globs that were named, or else the configured sources. */
export async function sourcesOf(input: Input, named: readonly string[]): Promise<readonly string[]> {
  if (named.length > 0) return named;
  const { config } = await loadConfigFast(input.open());
  return config.logs.sources;
}
