import { Worker } from 'node:worker_threads';

const LIMIT_MS = 10_000;

/**
 * Runs a jq filter over JSON text. In a worker thread that ends afterwards: jq is 17 MB of WebAssembly, which a process that lives for
 * months would otherwise carry for one call in five minutes.
 */
export function jq(json: string, filter: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./jq-worker.js', import.meta.url), { workerData: { json, filter } });
    const timer = setTimeout(() => {
      void worker.terminate();
      reject(new Error(`jq took longer than ${LIMIT_MS / 1_000} s`));
    }, LIMIT_MS);
    worker.once('message', (answer: { result: string } | { error: string }) => {
      if ('result' in answer) resolve(answer.result);
      else reject(new Error(answer.error));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('jq ended without an answer'));
    });
  });
}
