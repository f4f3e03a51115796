#!/usr/bin/env node
// CommonJS, as bin/package.json says: Node starts it some milliseconds sooner than an ES module.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const file = join(__dirname, '..', 'dist', 'cli.cjs');
// A run of a built-in agent needs other parts of the program than a command that a person types.
const isSession = process.argv[2] === '__session';
const compiled = `${file}.${isSession ? 'session' : 'compiled'}`;
const PARAMETERS = 'exports, require, module, __filename, __dirname, importModule';

/** What V8 made of the program when it was built. Another version of Node does not take it, and compiles the program itself. */
function readCompiled() {
  try {
    return readFileSync(compiled);
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
  const kept = process.env.OPS_KEEP_COMPILED;
  if (kept === undefined || isSession !== (kept === 'session')) run();
  else keepCompiled(script, run, isSession ? [process.argv.slice(2)] : JSON.parse(kept));
}

/** The build's last step: runs these command lines, or this session, so that what V8 compiled for them is kept. */
function keepCompiled(script, run, lines) {
  for (const words of lines) {
    process.argv = [...process.argv.slice(0, 2), ...words];
    run();
  }
  process.on('exit', () => {
    writeFileSync(`${compiled}-new`, script.createCachedData());
    renameSync(`${compiled}-new`, compiled);
  });
}

try {
  load();
} catch (error) {
  if (error?.code !== 'ENOENT' || error.path !== file) throw error;
  process.stderr.write(`ops is not built: there is no ${file}\nRun: npm run build\n`);
  process.exitCode = 1;
}
