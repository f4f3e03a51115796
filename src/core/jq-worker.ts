import { parentPort, workerData } from 'node:worker_threads';
import { raw } from 'jq-wasm';
import { errorText } from './errors.ts';

const { json, filter } = workerData as { json: string; filter: string };
try {
  parentPort?.postMessage({ result: String(await raw(json, filter)) });
} catch (error) {
  parentPort?.postMessage({ error: errorText(error) });
}
