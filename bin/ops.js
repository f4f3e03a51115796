#!/usr/bin/env node
// CommonJS, as bin/package.json says: Node starts it some milliseconds sooner than an ES module.
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const file = join(__dirname, '..', 'dist', 'cli.cjs');
const PARAMETERS = 'exports, require, module, __filename, __dirname, importModule';

/** What V8 made of the program when it was built. Another version of Node does not take it, and compiles the program itself. */
function readCompiled() {
  try {
    return readFileSync(`${file}.compiled`);
  } catch {
    return undefined;
  }
}

/** In a program that comes out of the cache V8 knows no import(): there it is this one. */
function importModule(name) {
  return import(name.startsWith('./') ? pathToFileURL(join(dirname(file), name)).href : name);
}

function load() {
  // esbuild writes ASCII alone.
  const text = `(function (${PARAMETERS}) {${readFileSync(file, 'latin1')}\n})`;
  const script = new Script(text, { filename: file, cachedData: readCompiled() });
  const run = () => {
    const module = { exports: {} };
    script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file), importModule);
  };
  if (process.env.OPS_KEEP_COMPILED === undefined) run();
  else keepCompiled(script, run, JSON.parse(process.env.OPS_KEEP_COMPILED));
}

/** The build's last step: runs these command lines, so that what V8 compiled for them is kept. */
function keepCompiled(script, run, lines) {
  for (const words of lines) {
    process.argv = [...process.argv.slice(0, 2), ...words];
    run();
  }
  process.on('exit', () => writeFileSync(`${file}.compiled`, script.createCachedData()));
}

try {
  load();
} catch (error) {
  if (error?.code !== 'ENOENT' || error.path !== file) throw error;
  process.stderr.write(`ops is not built: there is no ${file}\nRun: npm run build\n`);
  process.exitCode = 1;
}
