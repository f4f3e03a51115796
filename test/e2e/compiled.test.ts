import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const DIST = join(import.meta.dirname, '../../dist');

test.for(['compiled', 'session'])('what the build kept of V8’s work is taken at a start: cli.cjs.%s', (kind) => {
  // As bin/ops.js loads it; a Node that runs tests has other options, and would refuse it for that.
  const script = `
    const { readFileSync } = require('node:fs');
    const file = ${JSON.stringify(join(DIST, 'cli.cjs'))};
    const parameters = 'exports, require, module, __filename, __dirname, importModule';
    const text = '(function (' + parameters + ') {' + readFileSync(file, 'latin1') + '\\n})';
    const cachedData = readFileSync(file + '.${kind}');
    console.log(new (require('node:vm').Script)(text, { filename: file, cachedData }).cachedDataRejected);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env: {} });
  expect(stdout, stderr).toBe('false\n');
});
