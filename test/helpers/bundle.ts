import { join } from 'node:path';
import { build } from 'esbuild';
import { makeFolder } from './folders.ts';

/** Makes a program that plain Node runs of a TypeScript file, for tests whose racers must be processes of their own. */
export async function bundleProgram(source: string): Promise<string> {
  const outfile = join(makeFolder(), 'program.mjs');
  const define = { OPS_VERSION: '"test"' };
  await build({ entryPoints: [source], outfile, bundle: true, format: 'esm', platform: 'node', define });
  return outfile;
}
