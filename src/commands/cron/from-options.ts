import type { AgentConfig } from '../../core/config/agent-schema.ts';
import { OpsError } from '../../core/errors.ts';
import { parseCron } from '../../core/schedule/cron.ts';
import type { Job, JobSchedule } from '../../core/schedule/jobs.ts';
import { wallTime } from '../../core/schedule/wall-time.ts';
import { programPath } from '../../core/sessions/program.ts';
import { durationOrThrow, parseDuration } from '../../core/text/parse-duration.ts';
import type { Input } from '../command.ts';
import { numberOption, textOption } from '../options.ts';

/** The schedule that the options ask for, or null where none does. */
export function scheduleFrom(input: Input, now: number, defaultZone: string | null): JobSchedule | null {
  const ways = ['cron', 'every', 'at'].filter((name) => textOption(input, name) !== undefined);
  if (ways.length > 1)
    throw new OpsError(
      'E_USAGE',
      `Only one of --cron, --every and --at may be given, not ${ways.map((way) => `--${way}`).join(' and ')}`,
    );
  const expr = textOption(input, 'cron');
  if (expr !== undefined) return checkedCron(expr, textOption(input, 'tz') ?? null);
  const every = textOption(input, 'every');
  if (every !== undefined)
    return {
      kind: 'every',
      everyMs: atLeastASecond(durationOrThrow(every, '--every')),
      anchor: new Date(now).toISOString(),
    };
  const at = textOption(input, 'at');
  return at === undefined ? null : { kind: 'at', at: momentOf(at, now, textOption(input, 'tz') ?? defaultZone) };
}

function atLeastASecond(everyMs: number): number {
  if (everyMs < 1_000) throw new OpsError('E_USAGE', '--every takes at least 1s');
  return everyMs;
}

function checkedCron(expr: string, tz: string | null): JobSchedule {
  try {
    if (parseCron(expr, tz).next(Date.now()) === null)
      throw new OpsError('E_USAGE', `${JSON.stringify(expr)} never comes`);
  } catch (error) {
    if (error instanceof OpsError) throw error;
    throw new OpsError(
      'E_USAGE',
      `${JSON.stringify(expr)}${tz === null ? '' : ` in ${tz}`} is no schedule: ${(error as Error).message}`,
      {
        hint: 'Five fields: minute hour day month weekday, such as "30 2 * * 1-5".',
      },
    );
  }
  return { kind: 'cron', expr, tz };
}

/** `20m` from now, a moment with its zone, or a local one: that is read in the zone of --tz or of the configuration. */
function momentOf(text: string, now: number, zone: string | null): string {
  const fromNow = parseDuration(text);
  const time = fromNow === null ? wallTime(text, zone) : now + fromNow;
  if (time === null)
    throw new OpsError('E_USAGE', `--at takes a time such as 2026-12-24T18:00 or 20m, not ${JSON.stringify(text)}`);
  if (time <= now) throw new OpsError('E_USAGE', `--at ${text} has passed: ${new Date(time).toISOString()}`);
  return new Date(time).toISOString();
}

/** The command that the options ask for, or null where none does. A message is sent by the program itself, as a command like any other. */
export function commandFrom(input: Input): string[] | null {
  const json = textOption(input, 'commandArgv');
  const message = textOption(input, 'message');
  const ways = [input.rest.length > 0, json !== undefined, message !== undefined].filter(Boolean).length;
  if (ways > 1)
    throw new OpsError('E_USAGE', 'Give the command behind --, with --command-argv, or a --message; only one of them');
  if (input.rest.length > 0) return [...input.rest];
  if (json !== undefined) return argvOf(json);
  if (message === undefined) return null;
  return [
    process.execPath,
    programPath(),
    'sessions',
    'send',
    textOption(input, 'session') ?? 'ops-orchestrator',
    '-m',
    message,
  ];
}

function argvOf(json: string): string[] {
  let value: unknown = null;
  try {
    value = JSON.parse(json);
  } catch {
    // Told below.
  }
  if (Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')) return value;
  throw new OpsError('E_USAGE', `--command-argv takes a JSON array of words such as ["echo","hello"], not ${json}`);
}

/** The settings of the job's command that the options name, as the configuration names them. */
export async function agentFrom(
  input: Input,
  before: Partial<AgentConfig>,
  command: readonly string[] | null,
): Promise<AgentConfig> {
  const { agentSchema } = await import('../../core/config/agent-schema.ts');
  const jitter = textOption(input, 'jitter');
  const given = {
    command: command === null ? undefined : [...command],
    cwd: textOption(input, 'commandCwd'),
    run_timeout_seconds: numberOption(input, 'timeoutSeconds', { integer: true }),
    overlap: textOption(input, 'overlap'),
    missed: textOption(input, 'missed'),
    jitter_seconds: jitter === undefined ? undefined : durationOrThrow(jitter, '--jitter') / 1_000,
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const env = { ...before.env, ...variables(input) };
  const checked = agentSchema.safeParse({ restart: 'never', ...before, ...set, env });
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new OpsError('E_USAGE', `${issue?.path.join('.') ?? 'a setting'}: ${issue?.message ?? 'is not accepted'}`);
}

function variables(input: Input): Record<string, string> {
  const pairs = Array.isArray(input.options.commandEnv) ? input.options.commandEnv.map(String) : [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new OpsError('E_USAGE', `--command-env takes name=value, not ${JSON.stringify(pair)}`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/** What else the options say of a job. */
export function factsFrom(input: Input, before: Pick<Job, 'name' | 'description' | 'deleteAfterRun' | 'failureLimit'>) {
  return {
    name: textOption(input, 'name') ?? before.name,
    description: textOption(input, 'description') ?? before.description,
    deleteAfterRun: input.options.deleteAfterRun === true || before.deleteAfterRun,
    failureLimit: numberOption(input, 'failureLimit', { min: 1, integer: true }) ?? before.failureLimit,
  };
}
