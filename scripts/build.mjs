// Bundles src into dist, so that a command reads as few files as can be: opening, linking and compiling modules is most of what a
// command costs. Measured against `node -e 0`, `sessions list` of 100 records took 1.8 x as ES modules in shared chunks and
// takes 1.35 x in this form.
//
// cli.cjs            the program: every command and agent in one CommonJS file, each evaluated when it is first asked for
// cli.cjs.compiled   what V8 made of it, for a start without parsing and compiling (25 ms of the 60 that a read command takes)
// cli.cjs.session    the same for the runs of built-in agents (11 ms of the 60 that a sample's process takes)
// cli.cjs.map        which nothing loads: for whoever reads the stack of a reported fault
// zod.cjs …          heavy libraries that only some commands need, each loaded when it is first asked for
// dashboard-*.js     the dashboard, as ES modules: ink awaits at its top level, which CommonJS cannot
// index.js           the library, and jq-process.js, the program that runs one jq filter
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const root = fileURLToPath(new URL('..', import.meta.url));

const LIBRARIES = { zod: 'zod', yaml: 'yaml', cosmiconfig: 'cosmiconfig/dist/Explorer.js' };
/** Own modules that carry a heavy library with them. */
const CARRIERS = { 'model-context': 'src/commands/mcp/model-context.ts' };
const DASHBOARD = ['once', 'session'];

/** Commands that are started often. What they have in common with the others is compiled for these, too. */
const OFTEN = [
  'sessions list --json',
  'status',
  'agents list',
  'alerts list',
  'incidents list',
  'events',
  'metrics export',
];
/** The built-in agent that runs most often. */
const OFTEN_RUN = 'metrics-collector';

const building = mkdtempSync(`${root}dist-`);
process.on('exit', () => rmSync(building, { recursive: true, force: true }));

const common = {
  absWorkingDir: root,
  outdir: building,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  jsx: 'automatic',
  legalComments: 'none',
  logLevel: 'warning',
  external: ['systeminformation', 'jq-wasm', 'nodemailer', 'typescript'],
};
// React must be its production build: the development one leaks a performance entry for every frame.
const define = { 'process.env.NODE_ENV': '"production"', OPS_VERSION: JSON.stringify(version) };

/** What does not belong in the program's one file is loaded from the file beside it. */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    for (const [name, path] of Object.entries(LIBRARIES)) {
      const filter = new RegExp(`^${path.replaceAll(/[./]/g, '\\$&')}$`);
      onResolve({ filter }, () => ({ path: `./${name}.cjs`, external: true }));
    }
    const carriers = new RegExp(`^\\./(${Object.keys(CARRIERS).join('|')})\\.ts$`);
    onResolve({ filter: carriers }, ({ path }) => ({ path: path.replace(/ts$/, 'cjs'), external: true }));
    onResolve({ filter: new RegExp(`^\\./(${DASHBOARD.join('|')})\\.ts$`) }, ({ path, importer }) =>
      importer.endsWith('/commands/dashboard/index.ts')
        ? { path: path.replace(/^\.\/(.*)\.ts$/, './dashboard-$1.js'), external: true }
        : null,
    );
  },
};

/** Yoga's loader fetches its own text, where there is a `fetch`: that alone makes Node load its whole HTTP client, 30 ms of every start. */
const withoutFetch = {
  name: 'without fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => ({
      contents: `const fetch = undefined;\n${readFileSync(path, 'utf8')}`,
      loader: 'js',
    }));
  },
};

/** Modules of Node that take 3 to 10 ms to load, and are wanted by far fewer commands than import them. */
const SELDOM = ['child_process', 'crypto', 'fs/promises', 'http', 'net', 'stream/promises', 'tls', 'tty', 'zlib'];

/** Loads such a module when something of it is first used, not when the module that imports it is evaluated. */
const whenUsed = {
  name: 'when used',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:node:)?(?:${SELDOM.join('|')})$`);
    onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'when-used' ? { path, external: true } : { path, namespace: 'when-used' },
    );
    onLoad({ filter: /.*/, namespace: 'when-used' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      const getters = names.map((name) => `get ${name}() { return require('${path}').${name}; }`);
      return { contents: `module.exports = { ${getters.join(', ')} };` };
    });
  },
};

await Promise.all([
  build({
    ...common,
    entryPoints: { cli: 'src/cli.ts' },
    // A third less to read at each start; the map, which nothing loads, tells the names of a stack that somebody reports.
    minifyIdentifiers: true,
    sourcemap: 'external',
    sourcesContent: false,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { ...define, 'import.meta.url': '__url', 'import.meta.filename': '__filename' },
    banner: { js: "const __url=require('node:url').pathToFileURL(__filename).href;" },
    plugins: [apart, whenUsed],
    write: false,
  }).then(writeProgram),
  build({
    ...common,
    entryPoints: { ...LIBRARIES, ...CARRIERS },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define,
  }),
  build({
    ...common,
    entryPoints: {
      index: 'src/index.ts',
      'jq-process': 'src/core/jq-process.ts',
      ...Object.fromEntries(DASHBOARD.map((name) => [`dashboard-${name}`, `src/commands/dashboard/${name}.ts`])),
    },
    format: 'esm',
    splitting: true,
    define,
    // Ink names its developer tools, which are not installed and never wanted in a terminal of a server.
    alias: { 'react-devtools-core': './scripts/no-devtools.mjs' },
    plugins: [withoutFetch],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  }),
]);
putInPlace();
chmodSync(`${root}bin/ops.js`, 0o755);
await keepCompiled();
writeManual();

/** The old one is there until the new one is whole: whoever starts the program meanwhile finds a program. */
function putInPlace() {
  const old = `${building}-old`;
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old);
  chmodSync(building, 0o755);
  renameSync(building, `${root}dist`);
  rmSync(old, { recursive: true, force: true });
}

/** Its import() go through bin/ops.js, which says why. */
function writeProgram({ outputFiles }) {
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, path.endsWith('.map') ? text : text.replaceAll(/\bimport\((?=")/g, 'importModule('));
  }
}

/** The manual page, by the program's own table of commands. */
function writeManual() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}bin/ops.js`, 'help', '--man'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the manual page was not made: ${stderr}`);
  writeFileSync(`${root}dist/ops.1`, stdout);
}

/** Runs the program, so that what V8 compiles for it lies beside it and the next start need not compile it again. */
async function keepCompiled() {
  const workspace = mkdtempSync(join(tmpdir(), 'ops-build-'));
  const inWorkspace = (line) => ['--workspace', workspace, ...line.split(' ')];
  try {
    runProgram(inWorkspace('init'));
    runProgram(inWorkspace(`agents spawn ${OFTEN_RUN} --wait`), 'session');
    // Its outcome is known some milliseconds before its process has ended.
    for (let left = 100; left > 0 && !existsSync(`${root}dist/cli.cjs.session`); left -= 1) await delay(50);
    // What reads a session, a sample and an incident is compiled only where there is one.
    runProgram(inWorkspace('incidents open something'));
    runProgram([], JSON.stringify(OFTEN.map(inWorkspace)));
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

function runProgram(args, keep) {
  const env = keep === undefined ? process.env : { ...process.env, OPS_KEEP_COMPILED: keep };
  const { status, stderr } = spawnSync(process.execPath, [`${root}bin/ops.js`, ...args], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`the built program does not run: ${stderr}`);
}
