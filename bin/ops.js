#!/usr/bin/env node
import('../dist/cli.js').catch((error) => {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(`ops is not built: ${error.message}\nRun: npm run build\n`);
  process.exitCode = 1;
});
