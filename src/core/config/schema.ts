import * as z from 'zod';
import { alertsSchema } from '../alerts/rules/schema.ts';
import { backupSchema } from '../backup/schema.ts';
import { healingSchema } from '../healing/config-schema.ts';
import { healthChecksSchema } from '../metrics/health-check-schema.ts';
import { channelsSchema } from '../notify/channel-schema.ts';
import { reportsSchema } from '../reports/config-schema.ts';
import { agentSchema } from './agent-schema.ts';

/** What `ops init` writes: the seed document's five keys, as it shows them. */
export const SEED_SETTINGS = {
  heartbeat_interval_minutes: 30,
  agent_health_check_interval_minutes: 5,
  auto_restart_failed_agents: true,
  escalation_channels: ['imessage', 'slack'],
  quiet_hours: { start: '23:00', end: '08:00' },
};

/** The agents of the seed document, and when they run. */
export const DEFAULT_SCHEDULES: Readonly<Record<string, string>> = {
  'metrics-collector': '*/5 * * * *',
  'logs-analyzer': '*/10 * * * *',
  reporter: '0 9 * * *',
  backup: '15 3 * * *',
};

const DEFAULT_LOG_SOURCES = [
  '/var/log/syslog',
  '/var/log/messages',
  '/var/log/auth.log',
  '/var/log/kern.log',
  '/var/log/nginx/*.log',
];

/** A timer of Node holds 2^31 - 1 ms; a longer one would fire at once. */
const LONGEST_TIMER_MINUTES = 35_791;
const HUNDRED_YEARS_IN_DAYS = 36_500;

const percent = z.number().min(0).max(100);
const minutes = z.number().positive().max(LONGEST_TIMER_MINUTES);
const days = z.number().positive().max(HUNDRED_YEARS_IN_DAYS);
const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "23:00"')
  .meta({ examples: ['23:00'] });
const agentName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    'is not a name for an agent: lower-case letters, digits, - and _, at most 64, beginning with a letter or digit',
  );

/** A reading above `warning` warns, above `critical` is critical. Both in the unit that the key names. */
function threshold(value: z.ZodNumber, warning: number, critical: number, what: string) {
  return z
    .strictObject({
      warning: value.default(warning).describe(`Above this, ${what} is a warning.`),
      critical: value.default(critical).describe(`Above this, ${what} is critical.`),
    })
    .refine((pair) => pair.warning <= pair.critical, {
      error: (issue) => `must not be above critical, which is ${(issue.input as { critical: number }).critical}`,
      path: ['warning'],
    })
    .prefault({})
    .describe(`When ${what} is too high.`);
}

type AgentFields = z.output<typeof agentSchema>;

function defined<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, field]) => field !== undefined)) as Partial<T>;
}

/** The agents of the seed document are there unless the user changes or disables them. */
function withDefaultAgents(given: Record<string, AgentFields>): Record<string, AgentFields> {
  const all: Record<string, AgentFields> = {};
  for (const [id, schedule] of Object.entries(DEFAULT_SCHEDULES))
    all[id] = { ...agentSchema.parse({}), schedule, ...defined(given[id]) };
  for (const [id, own] of Object.entries(given)) all[id] ??= own;
  return all;
}

const agents = z
  .record(agentName, agentSchema)
  .default({})
  .describe(
    'The agents by name. metrics-collector, logs-analyzer, reporter and backup are there without being named; name one to change or disable it.',
  )
  .transform(withDefaultAgents);

export const TIME_ZONE_WORDS = 'must be the name of a time zone such as "Asia/Seoul"';

/** Names of the IANA only: offsets such as +09:00 know no daylight saving, and Node 20 does not take them. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** orchestrator-config.json: the seed document's five keys with their defaults, and ours beside them. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema that an editor completes and checks this file with.'),
    heartbeat_interval_minutes: minutes
      .default(SEED_SETTINGS.heartbeat_interval_minutes)
      .describe('Minutes between two heartbeats, the rounds over agents, urgent alarms, metrics and incidents.'),
    heartbeat_url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .nullable()
      .default(null)
      .describe(
        'Address of a dead-man switch that is asked at each heartbeat: with /start before it, as it is after a good one, with /fail after a bad one.',
      ),
    agent_health_check_interval_minutes: minutes
      .default(SEED_SETTINGS.agent_health_check_interval_minutes)
      .describe('Minutes between two checks that every agent is still running.'),
    auto_restart_failed_agents: z
      .boolean()
      .default(SEED_SETTINGS.auto_restart_failed_agents)
      .describe('Whether an agent that failed is started again.'),
    escalation_channels: z
      .array(z.string().min(1, 'must not be empty'))
      .refine((names) => new Set(names).size === names.length, 'must not name a channel twice')
      .default(SEED_SETTINGS.escalation_channels)
      .describe('Where serious news goes, in this order. Each is the name of one of the channels.'),
    channels: channelsSchema.describe(
      'The ways to a person by name: chat, mail, telephone, a command. Whom escalation_channels names is configured here.',
    ),
    quiet_hours: z
      .strictObject({
        start: timeOfDay.default(SEED_SETTINGS.quiet_hours.start).describe('Local time at which they begin.'),
        end: timeOfDay.default(SEED_SETTINGS.quiet_hours.end).describe('Local time at which they end.'),
      })
      .refine((hours) => hours.start !== hours.end, { error: 'must differ from start', path: ['end'] })
      .prefault({})
      .describe('Hours in which only what is urgent is told. They may span midnight.'),
    time_zone: z
      .string()
      .refine(isTimeZone, TIME_ZONE_WORDS)
      .nullable()
      .default(null)
      .meta({ examples: ['Asia/Seoul'] })
      .describe('Time zone of schedules and quiet hours. null: the one of the machine.'),
    locale: z.enum(['en', 'ko']).default('en').describe('Language of notifications and reports.'),
    availability_target_percent: percent
      .default(99.9)
      .describe(
        'How much of the time the machine and its health checks should be there; reports say whether they were.',
      ),
    agents,
    thresholds: z
      .strictObject({
        cpu_usage: threshold(percent, 70, 90, 'CPU usage in percent'),
        memory_usage: threshold(percent, 80, 95, 'memory usage in percent'),
        disk_usage: threshold(percent, 75, 90, 'the fullest disk in percent'),
        error_rate_per_min: threshold(z.number().min(0), 10, 50, 'the number of errors in the logs per minute'),
      })
      .prefault({})
      .describe('From which reading on a person is warned.'),
    health_checks: healthChecksSchema.describe(
      'What metrics-collector asks with each sample: addresses, ports, certificates, names, processes, services, files, commands.',
    ),
    backup: backupSchema,
    alerts: alertsSchema,
    healing: healingSchema,
    reports: reportsSchema,
    logs: z
      .strictObject({
        sources: z
          .array(z.string().min(1, 'must not be empty'))
          .default(DEFAULT_LOG_SOURCES)
          .describe(
            'Log files to read, as absolute paths; * stands for any part of a file name. "journal" is systemd\'s journal, "journal:ssh.service" one unit of it.',
          ),
      })
      .prefault({})
      .describe('What logs-analyzer reads.'),
    retention: z
      .strictObject({
        sessions_days: days.default(7).describe('Days for which ended sessions are kept.'),
        sessions_count: z
          .number()
          .int()
          .positive()
          .max(1_000_000)
          .default(1_000)
          .describe('How many ended sessions are kept at most.'),
        metrics_days: days.default(30).describe('Days for which metrics are kept.'),
        analysis_days: days.default(90).describe('Days for which analyses of logs are kept.'),
        reports_days: days.default(365).describe('Days for which reports are kept.'),
        runs_days: days.default(90).describe('Days for which plans and runs of playbooks are kept.'),
      })
      .prefault({})
      .describe('How long files are kept. What is running is never removed.'),
  })
  .superRefine(({ reports, channels }, context) => {
    // Whom escalation_channels names may be configured later; a report that is asked for and goes nowhere is a mistake.
    for (const [index, name] of reports.send_to.entries()) {
      if (Object.hasOwn(channels, name)) continue;
      const message = `is none of channels: ${Object.keys(channels).join(', ') || 'none is configured'}`;
      context.addIssue({ code: 'custom', message, path: ['reports', 'send_to', index] });
    }
  })
  .describe('Configuration of ops.');

export type Config = z.output<typeof configSchema>;
export type AgentConfig = Config['agents'][string];
export type Thresholds = Config['thresholds'];
