import { readFileSync } from 'node:fs';
import { raw } from 'jq-wasm';
import { errorText } from './errors.ts';

// Started by jq.ts: JSON on standard input, the filter as the argument, then flags of jq, the result on standard output.
const STANDARD_INPUT = 0;
try {
  process.stdout.write(
    String(await raw(readFileSync(STANDARD_INPUT, 'utf8'), process.argv[2] ?? '.', process.argv.slice(3))),
  );
} catch (error) {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = 1;
}
