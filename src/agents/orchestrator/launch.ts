import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { errorCode, OpsError } from '../../core/errors.ts';
import type { LaunchOptions, SpawnRequest } from '../../core/sessions/spawn.ts';
import type { Desk } from './desk.ts';
import type { Lane, Unit } from './unit.ts';

const KB_PER_MB = 1_000_000 / 1_024;
const BLOCKS_PER_MB = 1_000_000 / 512;

/** The configured limits as the shell's `ulimit` takes them: blocks of 512 bytes for files, KiB for memory. */
function limitsOf(unit: Unit): string[] {
  const { open_files, processes, core_mb, file_mb, memory_mb } = unit.config.limits;
  const options: [string, number | undefined][] = [
    ['-n', open_files],
    ['-u', processes],
    ['-c', core_mb === undefined ? undefined : core_mb * BLOCKS_PER_MB],
    ['-f', file_mb === undefined ? undefined : file_mb * BLOCKS_PER_MB],
    ['-v', memory_mb === undefined ? undefined : memory_mb * KB_PER_MB],
  ];
  return options
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => `${option}=${Math.round(value ?? 0)}`);
}

/** The variables that an agent gets besides the orchestrator's own: the file's, then the configuration's. */
function variablesOf(desk: Desk, unit: Unit): Record<string, string> {
  const { env_file, env } = unit.config;
  if (env_file === undefined) return env;
  try {
    return {
      ...(parseEnv(readFileSync(resolve(dirname(desk.at.root), env_file), 'utf8')) as Record<string, string>),
      ...env,
    };
  } catch (error) {
    throw new OpsError(
      'E_CONFIG',
      `${unit.id}: env_file ${env_file} cannot be read (${errorCode(error) ?? 'unknown error'})`,
    );
  }
}

/** The environment of what is run for an agent beside it: its probes and its `on_message`. */
export function launchEnvironment(desk: Desk, unit: Unit): NodeJS.ProcessEnv {
  return { ...process.env, ...variablesOf(desk, unit) };
}

/** Where an agent runs that does not say: beside the workspace, where the person who made it works. */
export function cwdOf(desk: Desk, unit: Unit): string {
  const beside = dirname(desk.at.root);
  return unit.config.cwd === undefined ? beside : resolve(beside, unit.config.cwd);
}

/** A process cannot be started in a folder that is not there, and the kernel's error then names the program instead. */
function assertFolder(unit: Unit, folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new OpsError('E_CONFIG', `${unit.id}: its folder ${folder} is not there`);
}

export function launchOptions(desk: Desk, unit: Unit, lane: Lane): LaunchOptions {
  if (unit.config.command === undefined) return {};
  return {
    env: { ...variablesOf(desk, unit), OPS_AGENT_ID: unit.id, OPS_INSTANCE: String(lane.number) },
    limits: limitsOf(unit),
    nice: unit.config.nice,
    takesInput: unit.config.on_message === 'stdin',
  };
}

export interface StartOptions {
  kind: 'main' | 'subagent' | 'cron';
  slot?: string;
  runId?: string;
  requester?: string;
}

export function spawnRequest(desk: Desk, unit: Unit, lane: Lane, options: StartOptions): SpawnRequest {
  const { config } = unit;
  return {
    agentId: unit.id,
    kind: options.kind,
    ...(config.command === undefined ? {} : { argv: config.command }),
    task: config.task ?? `Run ${unit.id}`,
    cwd: assertFolder(unit, cwdOf(desk, unit)),
    cleanup: config.cleanup,
    runTimeoutSeconds: config.persistent ? 0 : config.run_timeout_seconds,
    restarts: lane.restarts,
    instance: lane.number,
    launch: launchOptions(desk, unit, lane),
    requester: options.requester ?? desk.session.key,
    // A run of a job that a person asked for is one of its runs, too; it only has no slot.
    ...(options.kind === 'cron' || unit.job !== null ? { job: unit.id } : {}),
    ...(options.slot === undefined ? {} : { slot: options.slot }),
    ...(options.runId === undefined ? {} : { runId: options.runId }),
  };
}
