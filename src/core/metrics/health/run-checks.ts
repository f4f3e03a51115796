import { access } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../errors.ts';
import { writeJsonAtomic } from '../../files/atomic.ts';
import type { Layout } from '../../files/layout.ts';
import { readJson } from '../../files/read-json.ts';
import { redact } from '../../text/redact.ts';
import type { HealthCheck, HealthCheckOf } from '../health-check-schema.ts';
import { NotHere } from '../notes.ts';
import { round } from '../numbers.ts';
import type { Finding, HealthResult, Probe } from './finding.ts';

/** As many run at once: enough for dozens of slow ones, few enough for a small machine. */
const AT_ONCE = 8;

/** A sample comes a little early now and then; a check that is nearly due runs with it. */
const NEARLY = 0.9;

type Probes = { [T in HealthCheck['type']]: () => Promise<Probe<HealthCheckOf<T>>> };

const PROBES: Probes = {
  http: async () => (await import('./http.ts')).probeHttp,
  tcp: async () => (await import('./net.ts')).probeTcp,
  tls: async () => (await import('./net.ts')).probeTls,
  dns: async () => (await import('./net.ts')).probeDns,
  process: async () => (await import('./local.ts')).probeProcess,
  service: async () => (await import('./local.ts')).probeService,
  file: async () => (await import('./local.ts')).probeFile,
  command: async () => (await import('./local.ts')).probeCommand,
};

/** Node has four threads for asking file systems and looking up names, unless it is told otherwise. */
const THREADS = '32';

/**
 * A name server or a file system that does not answer keeps a thread until long after its check is over. With more threads the other
 * checks need not wait for one. To be called before the process first uses such a thread; later it changes nothing.
 */
export function makeRoomForChecks(): void {
  if (process.env.UV_THREADPOOL_SIZE !== undefined) return;
  process.env.UV_THREADPOOL_SIZE = THREADS;
  // It is read when the first thread is wanted. The commands of checks shall not inherit it.
  access('/', () => undefined);
  delete process.env.UV_THREADPOOL_SIZE;
}

/** Runs one check now. It never throws and never takes longer than its timeout. */
export async function runCheck(check: HealthCheck, now: () => number = Date.now): Promise<HealthResult> {
  const stop = new AbortController();
  const limit = check.timeout_seconds;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ok: false, message: `no answer within ${limit} s` });
      stop.abort();
    }, limit * 1_000);
  });
  const at = new Date(now()).toISOString();
  const named = { name: check.name, type: check.type, at };
  try {
    const probe = (await PROBES[check.type]()) as Probe<HealthCheck>;
    const work = probe(check, stop.signal);
    // What is late may still fail when nobody listens any more.
    work.catch(() => undefined);
    return { ...named, ...resultOf(check, await Promise.race([work, late])) };
  } catch (error) {
    if (error instanceof NotHere)
      return { ...named, status: 'unknown', up: null, latencyMs: null, value: null, message: error.message };
    return { ...named, ...resultOf(check, { ok: false, message: errorText(error) || 'failed' }) };
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function resultOf(check: HealthCheck, finding: Finding): Omit<HealthResult, 'name' | 'type' | 'at'> {
  return {
    status: finding.ok ? 'ok' : (finding.level ?? check.severity),
    up: finding.ok || finding.level !== undefined,
    latencyMs: finding.latencyMs === undefined ? null : round(finding.latencyMs),
    value: finding.value ?? null,
    message: redact(finding.message),
  };
}

interface HealthState {
  version: 1;
  results: HealthResult[];
}

function healthStatePath(at: Layout): string {
  return join(at.state, 'health-checks.json');
}

function readResults(at: Layout): HealthResult[] {
  const read = readJson(healthStatePath(at));
  const state = read.state === 'read' ? (read.value as Partial<HealthState> | null) : null;
  return state?.version === 1 && Array.isArray(state.results) ? state.results : [];
}

function isDue(check: HealthCheck, known: HealthResult | undefined, now: number): boolean {
  if (known === undefined || known.type !== check.type) return true;
  const elapsed = now - Date.parse(known.at);
  // Not a number, or before 0: the file is odd or the clock was set back.
  return !(elapsed >= 0 && elapsed < check.interval_seconds * 1_000 * NEARLY);
}

/** Runs checks whether they are due or not, some at once, and answers in their order. */
export async function runAll(checks: readonly HealthCheck[]): Promise<HealthResult[]> {
  const results: HealthResult[] = [];
  const queue = checks.map((check, index) => ({ check, index }));
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next.index] = await runCheck(next.check);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
  return results;
}

/** Runs the checks that are due, some at once, and answers all: those that are not due with their last result. */
export async function runDueChecks(at: Layout, checks: readonly HealthCheck[], now: number): Promise<HealthResult[]> {
  const enabled = checks.filter((check) => check.enabled);
  if (enabled.length === 0) return [];
  const known = new Map(readResults(at).map((result) => [result.name, result]));
  const due = enabled.filter((check) => isDue(check, known.get(check.name), now));
  for (const result of await runAll(due)) known.set(result.name, result);
  return enabled.flatMap((check) => known.get(check.name) ?? []);
}

/** Keeps the results for checks that will not be due with the next sample. */
export function writeResults(at: Layout, results: HealthResult[]): void {
  if (results.length === 0) return;
  const state: HealthState = { version: 1, results };
  writeJsonAtomic(healthStatePath(at), state, { temporary: at.temporary, sync: false });
}
