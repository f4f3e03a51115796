// Bundles src into dist: one entry for the program, one for the library, shared chunks between them.
// A command's code lies in a chunk of its own, loaded when that command is called, so `sessions list` never reads ink or zod.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const root = new URL('..', import.meta.url).pathname;

rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', 'jq-process': 'src/core/jq-process.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  jsx: 'automatic',
  legalComments: 'none',
  // React must be its production build: the development one leaks a performance entry for every frame.
  define: { 'process.env.NODE_ENV': '"production"', OPS_VERSION: JSON.stringify(version) },
  // Ink names its developer tools, which are not installed and never wanted in a terminal of a server.
  alias: { 'react-devtools-core': './scripts/no-devtools.mjs' },
  external: ['systeminformation', 'jq-wasm', 'typescript'],
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync(`${root}bin/ops.js`, 0o755);
