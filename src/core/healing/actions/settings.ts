import * as z from 'zod';
import { OpsError } from '../../errors.ts';
import { parseDuration } from '../../text/parse-duration.ts';

const text = z.string().min(1, 'must not be empty').max(4_096);
const duration = text
  .refine((value) => parseDuration(value) !== null, 'must be a duration such as "90s", "10m" or "7d"')
  .transform((value) => parseDuration(value) ?? 0)
  .meta({ examples: ['7d'] });
const longest = (limit: string) =>
  duration.refine(
    (value) => value > 0 && value <= (parseDuration(limit) ?? 0),
    `must be more than 0 and at most ${limit}`,
  );
const absolute = text.regex(/^\/[^\0]*$/, 'must be an absolute path').refine(
  (path) =>
    !path
      .slice(1)
      .replace(/\/$/, '')
      .split('/')
      .some((part) => part === '' || part === '.' || part === '..'),
  'must be written without //, . and ..',
);
/** Each star doubles what a hostile name can cost; nobody needs more than four. */
const glob = text
  .max(255)
  .refine((value) => !/[/\0]/.test(value), 'is the name of a file, not a path')
  .refine((value) => value.split('*').length <= 5, 'may hold four * at most');
const name = text.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'is not the name of an agent');
const unit = text
  .max(255)
  .regex(
    /^[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]*\.(?:service|socket|timer)$/,
    'must be the whole name of a unit: nginx.service; of services, sockets and timers only',
  );
/** No word of an argument list may hold a NUL; everything else is data, since no shell reads it. */
const word = z
  .string()
  .max(4_096)
  .regex(/^[^\0]*$/, 'must not hold a NUL');
const megabytes = z.number().positive().max(10_000_000);

const files = {
  roots: z.array(absolute).min(1).max(20).describe('Folders, each without a link in its path.'),
  names: z.array(glob).min(1).max(50).describe('Names of files; * stands for any text.'),
  except: z.array(glob).max(50).default([]).describe('Names that are left alone.'),
  older_than: duration.describe('Files that have not changed for so long.'),
  age_of: z
    .enum(['newest', 'modified'])
    .default('newest')
    .describe(
      'newest: their content and their place; an archive unpacks files with old times. modified: their content only.',
    ),
  depth: z.number().int().min(0).max(32).default(8).describe('How many folders deep.'),
  max_files: z.number().int().min(1).max(10_000).default(1_000),
  max_megabytes: megabytes.default(10_000),
  unseen_processes: z
    .enum(['keep', 'accept'])
    .default('keep')
    .describe(
      'keep: where a process of another user cannot be looked into, nothing is touched that it could have open.',
    ),
};

const removeFiles = z.strictObject(files);
const compressFiles = z.strictObject({ ...files, min_megabytes: z.number().min(0).max(1_000_000).default(1) });

const logFile = {
  path: absolute.describe('The file itself, not a link to it.'),
  min_megabytes: z.number().min(0).max(1_000_000).default(100).describe('A smaller file is left as it is.'),
};
const rotate = z.strictObject(logFile);
const truncateFile = z.strictObject(logFile);

const restartAgent = z.strictObject({ agent: name, timeout: longest('5m').default(60_000) });
const restartUnit = z.strictObject({ unit, user: z.boolean().default(false), timeout: longest('10m').default(90_000) });

const signalProcess = z
  .strictObject({
    signal: z.enum(['TERM', 'HUP', 'INT', 'USR1', 'USR2', 'CHLD', 'KILL']).default('TERM'),
    pid: z.number().int().min(2).optional(),
    /** The program's file, or its name as `ps -o comm` shows it. */
    program: text.optional(),
    user_id: z.number().int().min(0).optional(),
    min_memory_megabytes: megabytes.optional(),
    min_zombies: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Only a process with so many children that it does not take away.'),
    max_processes: z.number().int().min(1).max(10).default(1).describe('The largest first.'),
    wait: longest('2m').default(10_000).describe('For how long its end is waited for, where the signal ends it.'),
  })
  .refine((value) => value.pid !== undefined || value.program !== undefined || value.min_zombies !== undefined, {
    error: 'pid, program or min_zombies is needed',
  });

const httpCall = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
  hosts: z.array(text).max(20).default([]).describe('Hosts besides this machine that the address may name.'),
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header'),
      z.string().regex(/^[^\r\n\0]*$/, 'must be one line'),
    )
    .default({}),
  body: z.string().max(65_536).default(''),
  expect: z.array(z.number().int().min(200).max(599)).min(1).default([200, 201, 202, 204]),
  timeout: longest('2m').default(10_000),
});

const runProgram = z.strictObject({
  program: absolute,
  arguments: z.array(word).max(64).default([]),
  timeout: longest('30m').default(60_000),
  expect: z.array(z.number().int().min(0).max(255)).min(1).default([0]).describe('Exit statuses that mean it is done.'),
});

const notify = z.strictObject({
  severity: z.enum(['info', 'warning', 'critical']).default('info'),
  subject: text.max(200),
  text,
});
const wait = z.strictObject({ for: longest('10m') });

/** What each action takes, by its name. */
export const ACTION_SETTINGS = {
  remove_files: removeFiles,
  compress_files: compressFiles,
  rotate,
  truncate_file: truncateFile,
  restart_agent: restartAgent,
  restart_unit: restartUnit,
  signal_process: signalProcess,
  http_call: httpCall,
  run_program: runProgram,
  notify,
  wait,
} as const;

export type ActionName = keyof typeof ACTION_SETTINGS;
export type Settings<N extends ActionName> = z.output<(typeof ACTION_SETTINGS)[N]>;

/** What is wrong with the settings of an action, by the path within them. Labels that are filled in later are not judged. */
export function settingsProblems(name: string, settings: unknown): { path: PropertyKey[]; message: string }[] {
  if (!Object.hasOwn(ACTION_SETTINGS, name))
    return [{ path: [], message: `there is no action ${name}; there are ${Object.keys(ACTION_SETTINGS).join(', ')}` }];
  const result = ACTION_SETTINGS[name as ActionName].safeParse(settings);
  const issues = result.success ? [] : result.error.issues;
  return issues.filter(({ path }) => !isLabel(settings, path)).map(({ path, message }) => ({ path, message }));
}

function isLabel(settings: unknown, path: readonly PropertyKey[]): boolean {
  const value = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | null)?.[key], settings);
  return typeof value === 'object' && value !== null && '$label' in value;
}

/** The settings of an action with their defaults. @throws OpsError E_CONFIG that names each problem */
export function settingsOf(name: ActionName, settings: unknown): Settings<ActionName> {
  const result = ACTION_SETTINGS[name].safeParse(settings);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'} ${message}`);
  throw new OpsError('E_CONFIG', `The action ${name}: ${problems.join('; ')}`);
}
