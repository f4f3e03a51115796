import * as z from 'zod';

const LONGEST_SECONDS = 2_147_483;
const seconds = z.number().min(0).max(LONGEST_SECONDS);
const whole = z.number().int();
const argv = z
  .array(z.string().refine((word) => !word.includes('\0'), 'must not hold a null byte'))
  .min(1, 'must name a program')
  .refine(
    (words) => words[0] !== '' && words[0]?.startsWith('-') !== true,
    'must begin with the name or path of a program',
  );
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'is not the name of an agent');
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGKILL'] as const;

const timing = {
  interval_seconds: seconds.positive().default(10).describe('Seconds between two probes.'),
  timeout_seconds: seconds.positive().default(5).describe('Seconds after which a probe has failed.'),
  initial_delay_seconds: seconds.default(0).describe('Seconds before the first probe.'),
  failures: whole.min(1).default(3).describe('Failures in a row after which it counts as failed.'),
};

/** Exactly one of the ways to look. */
const probe = z
  .strictObject({
    command: argv.optional().describe('Good when it exits with 0. No shell reads it.'),
    http: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Good when the answer is 2xx or 3xx.'),
    tcp: z
      .string()
      .regex(/^(?:.+:)?\d{1,5}$/, 'must be "port" or "host:port"')
      .optional()
      .describe('Good when a connection opens.'),
    file: z
      .strictObject({
        path: z.string().min(1).describe('The file to look at.'),
        max_age_seconds: seconds.positive().describe('The age at which it counts as too old.'),
      })
      .optional()
      .describe('Good when the file was changed within so many seconds.'),
    ...timing,
  })
  .refine(
    ({ command, http, tcp, file }) => [command, http, tcp, file].filter((way) => way !== undefined).length === 1,
    {
      error: 'must have exactly one of command, http, tcp and file',
    },
  );

/** One agent of the configuration: built in, or a command of the user. Durations in seconds, sizes in MB of 1,000,000 bytes. */
export const agentSchema = z
  .strictObject({
    command: argv
      .optional()
      .describe('The program and its arguments. No shell reads it. Without one the agent is a built-in one.'),
    persistent: z
      .boolean()
      .default(false)
      .describe('true: it is kept running. false: it runs at its schedule, or when asked.'),
    schedule: z
      .string()
      .meta({ examples: ['*/5 * * * *'] })
      .optional()
      .describe(
        'When it runs: a cron expression of five fields (minute hour day month weekday) or six (seconds first).',
      ),
    time_zone: z.string().optional().describe('Zone of the schedule. Without one: the time_zone above.'),
    overlap: z
      .enum(['skip', 'queue', 'allow'])
      .default('skip')
      .describe('What a slot does whose run before it is still under way.'),
    missed: z
      .enum(['run-once', 'skip'])
      .default('run-once')
      .describe('What becomes of slots that were missed while nothing ran.'),
    jitter_seconds: seconds
      .default(0)
      .describe('A run starts up to so many seconds after its slot, always the same for one agent.'),
    enabled: z.boolean().default(true).describe('false: it is not started, whatever else is said.'),
    task: z.string().optional().describe('What it is told when it starts. Without one: Run <agent>.'),
    cleanup: z
      .enum(['keep', 'delete'])
      .default('delete')
      .describe('delete: the files of a run go once its outcome is in the run log.'),
    run_timeout_seconds: whole
      .min(0)
      .max(LONGEST_SECONDS)
      .default(600)
      .describe('A run that takes longer is ended. 0: no limit. Not for persistent ones.'),
    cwd: z.string().min(1).optional().describe('Folder it runs in. Without one: the folder that holds the workspace.'),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable'), z.string())
      .default({})
      .describe('Variables of its environment.'),
    env_file: z.string().min(1).optional().describe('File of NAME=value lines; read at each start.'),
    limits: z
      .strictObject({
        open_files: whole.positive().optional().describe('Files it may have open.'),
        processes: whole.positive().optional().describe('Processes that its user may have.'),
        core_mb: whole.min(0).optional().describe('Size of a core dump.'),
        file_mb: whole.positive().optional().describe('Size of a file that it writes.'),
        memory_mb: whole.positive().optional().describe('Address space of each of its processes.'),
      })
      .default({})
      .describe('What the kernel refuses it.'),
    nice: whole.min(-20).max(19).default(0).describe('Priority, from -20 (first) to 19 (last).'),
    restart: z
      .enum(['always', 'on-failure', 'never'])
      .optional()
      .describe('When it is started again after it ended. Without: always for a persistent agent, else on-failure.'),
    backoff: z
      .strictObject({
        initial_seconds: seconds.default(1).describe('Before the second restart in a row; the first comes at once.'),
        factor: z.number().min(1).max(10).default(2).describe('By which the delay grows.'),
        max_seconds: seconds.default(300).describe('The longest delay.'),
        jitter: z.number().min(0).max(1).default(0.2).describe('Share by which a delay varies.'),
        healthy_after_seconds: seconds.default(60).describe('After so long a run earlier failures are forgotten.'),
      })
      .prefault({})
      .describe('How long it waits before it is started again.'),
    crash_loop_limit: whole.min(1).default(10).describe('Failures in a row after which it is given up.'),
    start_retries: whole.min(0).default(3).describe('So many more starts when it ends before min_uptime_seconds.'),
    min_uptime_seconds: seconds.default(1).describe('A run that ends earlier did not start.'),
    success_exit_codes: z.array(whole.min(0).max(255)).default([0]).describe('Exit codes that are no failure.'),
    stop_signal: z.enum(SIGNALS).default('SIGTERM').describe('The signal that asks it to stop.'),
    stop_timeout_seconds: seconds.default(10).describe('After so long its whole process group is killed.'),
    memory_limit_mb: z.number().positive().optional().describe('Above this with all its descendants it is restarted.'),
    essential: z
      .boolean()
      .default(true)
      .describe('false: it may be held or suspended while the machine is overloaded.'),
    overload: z
      .enum(['suspend', 'hold'])
      .default('suspend')
      .describe(
        'What overload does to one that is not essential: stop its processes for a while, or only hold its schedule.',
      ),
    depends_on: z.array(name).default([]).describe('Agents that must be healthy before it starts.'),
    ready: probe.optional().describe('Tells when it is ready. Without: when it has run for min_uptime_seconds.'),
    live: probe.optional().describe('Tells that it hangs; it is then restarted.'),
    ready_timeout_seconds: seconds.default(60).describe('After so long without being ready it is restarted.'),
    instances: whole
      .min(1)
      .max(64)
      .default(1)
      .describe('How many of it run at once. Each finds its number in OPS_INSTANCE.'),
    log: z
      .strictObject({
        max_mb: z.number().positive().default(10).describe('Size at which its output is rotated.'),
        max_days: z.number().positive().default(7).describe('Age at which it is.'),
        keep: whole.min(0).default(5).describe('Rotated files that are kept, compressed.'),
      })
      .prefault({})
      .describe('Rotation of its output.'),
    on_message: z
      .union([z.literal('stdin'), argv])
      .optional()
      .describe(
        'What gets a message that is no order: "stdin" writes it to its standard input, a command gets it on its own and its output is the reply.',
      ),
  })
  .superRefine((agent, context) => {
    if (agent.persistent && agent.schedule !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['persistent'],
        message: 'must not be true for an agent with a schedule',
      });
    }
    if (agent.persistent && agent.command === undefined) {
      context.addIssue({ code: 'custom', path: ['persistent'], message: 'needs a command' });
    }
    if (agent.instances > 1 && !agent.persistent) {
      context.addIssue({ code: 'custom', path: ['instances'], message: 'may be above 1 for a persistent agent only' });
    }
  });

export type AgentConfig = z.output<typeof agentSchema>;
export type ProbeConfig = z.output<typeof probe>;
