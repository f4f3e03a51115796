import { z } from 'zod';

const percent = z.number().min(0).max(100);
const positive = z.number().positive();
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is a time of day such as "23:00"');
const agentName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'holds lower-case letters, digits, - and _');

/** A reading above `warning` warns, above `critical` is critical. Both in the unit that the key names. */
function threshold(value: z.ZodNumber, warning: number, critical: number) {
  return z
    .strictObject({ warning: value.default(warning), critical: value.default(critical) })
    .refine((pair) => pair.warning <= pair.critical, {
      message: 'warning must not be above critical',
      path: ['warning'],
    })
    .prefault({});
}

const agent = z.strictObject({
  /** Cron expression of five or six fields; absent for what runs only when asked. */
  schedule: z.string().optional(),
  enabled: z.boolean().default(true),
  task: z.string().optional(),
  cleanup: z.enum(['keep', 'delete']).default('delete'),
  /** 0: none. */
  run_timeout_seconds: z.number().int().min(0).default(600),
});

const DEFAULT_SCHEDULES: Record<string, string> = {
  'metrics-collector': '*/5 * * * *',
  'logs-analyzer': '*/10 * * * *',
  reporter: '0 9 * * *',
};

/** The agents of the seed document are there unless the user changes or disables them. */
const agents = z
  .record(agentName, agent)
  .default({})
  .transform((given) => {
    const all: Record<string, z.output<typeof agent>> = {};
    for (const [id, schedule] of Object.entries(DEFAULT_SCHEDULES))
      all[id] = { ...agent.parse({}), schedule, ...defined(given[id]) };
    for (const [id, own] of Object.entries(given)) all[id] ??= own;
    return all;
  });

function defined<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, field]) => field !== undefined)) as Partial<T>;
}

/** orchestrator-config.json: the seed document's five keys with their defaults, and ours beside them. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  heartbeat_interval_minutes: positive.default(30),
  agent_health_check_interval_minutes: positive.default(5),
  auto_restart_failed_agents: z.boolean().default(true),
  escalation_channels: z.array(z.string().min(1)).default(['imessage', 'slack']),
  quiet_hours: z
    .strictObject({ start: timeOfDay.default('23:00'), end: timeOfDay.default('08:00') })
    .refine((hours) => hours.start !== hours.end, { message: 'start and end must differ', path: ['end'] })
    .prefault({}),
  /** IANA name; null: the machine's own. */
  time_zone: z.string().refine(isTimeZone, 'is not a time zone such as "Asia/Seoul"').nullable().default(null),
  locale: z.enum(['en', 'ko']).default('en'),
  agents,
  thresholds: z
    .strictObject({
      cpu_usage: threshold(percent, 70, 90),
      memory_usage: threshold(percent, 80, 95),
      disk_usage: threshold(percent, 75, 90),
      error_rate_per_min: threshold(z.number().min(0), 10, 50),
    })
    .prefault({}),
  logs: z
    .strictObject({
      sources: z
        .array(z.string().min(1))
        .default([
          '/var/log/syslog',
          '/var/log/messages',
          '/var/log/auth.log',
          '/var/log/kern.log',
          '/var/log/nginx/*.log',
        ]),
    })
    .prefault({}),
  retention: z
    .strictObject({
      sessions_days: positive.default(7),
      sessions_count: z.number().int().positive().default(1_000),
      metrics_days: positive.default(30),
      analysis_days: positive.default(90),
      runs_days: positive.default(90),
    })
    .prefault({}),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export type Config = z.output<typeof configSchema>;
export type AgentConfig = Config['agents'][string];
export type Thresholds = Config['thresholds'];
