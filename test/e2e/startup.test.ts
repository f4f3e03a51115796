import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { makeFolder, makeWorkspace, runOps, storeRecord } from '../helpers/index.ts';

/** What only the source of a library holds, whatever a bundler made of its names. */
const HEAVY: [library: string, mark: string][] = [
  ['zod', 'ZodError'],
  ['react', 'react.transitional.element'],
  ['ink', 'ink-box'],
];

const at = makeWorkspace();
storeRecord(at);

/** The files that a command evaluates: Node names each of them when it measures coverage. */
async function filesLoaded(...args: string[]): Promise<string[]> {
  const coverage = makeFolder();
  const { code } = await runOps(args, { workspace: at.root, env: { NODE_V8_COVERAGE: coverage } });
  expect(code).toBe(0);
  const urls = readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  });
  return urls.map((url) => fileURLToPath(url));
}

test.each([['sessions', 'list', '--json'], ['--version'], ['sessions', 'history', 'sample']])(
  'ops %s %s loads no library that it does not need',
  async (...args) => {
    const files = await filesLoaded(...args.filter((arg) => arg !== undefined));
    expect(files.length).toBeGreaterThan(1);
    for (const [library, mark] of HEAVY) {
      const holders = files.filter((file) => readFileSync(file, 'latin1').includes(mark));
      expect([library, holders]).toEqual([library, []]);
    }
    expect(files.filter((file) => /node_modules/.test(file))).toEqual([]);
  },
);
