import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LIMIT_MS = 10_000;
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Runs a jq filter over JSON text (`raw`: texts without quotes, as jq -r), in a process of its own that ends afterwards. jq is WebAssembly: a process that lives for months would
 * carry it for one call in five minutes (17 MB in the same thread, 40 MB after a worker thread had ended).
 */
export function jq(json: string, filter: string, { raw = false } = {}): Promise<string> {
  const program = fileURLToPath(new URL('./jq-process.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const options = { timeout: LIMIT_MS, maxBuffer: OUTPUT_LIMIT_BYTES, killSignal: 'SIGKILL' as const };
    const child = execFile(
      process.execPath,
      [program, filter, ...(raw ? ['-r'] : [])],
      options,
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(stderr.trim() === '' ? error.message : stderr.trim()));
      },
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(json);
  });
}
