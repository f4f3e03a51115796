import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import type { ProbeConfig } from '../config/agent-schema.ts';
import { errorText } from '../errors.ts';
import { runCommand } from '../process/run-command.ts';

/** Null: good. Else why not. */
export type ProbeResult = string | null;

export interface ProbeSurroundings {
  /** Where a command runs, and from where a file's path goes. */
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Looks once, within the probe's own time. Never throws: a look that fails is a result. */
export async function runProbe(probe: ProbeConfig, surroundings: ProbeSurroundings): Promise<ProbeResult> {
  const limitMs = probe.timeout_seconds * 1_000;
  try {
    if (probe.http !== undefined) return await httpProbe(probe.http, limitMs);
    if (probe.tcp !== undefined) return await tcpProbe(probe.tcp, limitMs);
    if (probe.file !== undefined)
      return await fileProbe(resolve(surroundings.cwd, probe.file.path), probe.file.max_age_seconds);
    if (probe.command !== undefined) return await commandProbe(probe.command, limitMs, surroundings);
    return 'the probe has nothing to look at';
  } catch (error) {
    return errorText(error);
  }
}

async function httpProbe(url: string, limitMs: number): Promise<ProbeResult> {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(limitMs) });
  await answer.body?.cancel();
  return answer.status >= 200 && answer.status < 400 ? null : `HTTP ${answer.status}`;
}

function tcpProbe(target: string, limitMs: number): Promise<ProbeResult> {
  const colon = target.lastIndexOf(':');
  const host = colon === -1 ? '127.0.0.1' : target.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = Number(target.slice(colon + 1));
  return new Promise((settle) => {
    const socket = connect({ host, port });
    const end = (result: ProbeResult) => {
      socket.destroy();
      settle(result);
    };
    socket.setTimeout(limitMs, () => end(`no connection to ${host}:${port} within ${limitMs} ms`));
    socket.once('connect', () => end(null));
    socket.once('error', (error) => end(error.message));
  });
}

async function fileProbe(path: string, maxAgeSeconds: number): Promise<ProbeResult> {
  const { mtimeMs } = await stat(path);
  const age = (Date.now() - mtimeMs) / 1_000;
  return age <= maxAgeSeconds ? null : `${path} is ${Math.round(age)} s old`;
}

async function commandProbe(
  command: readonly string[],
  limitMs: number,
  surroundings: ProbeSurroundings,
): Promise<ProbeResult> {
  const { code, signal, overdue, failure } = await runCommand(command, { ...surroundings, limitMs });
  if (failure !== null) return failure;
  if (overdue) return `took longer than ${limitMs} ms`;
  if (code === 0) return null;
  return code === null ? `was ended by ${signal}` : `exited with ${code}`;
}
