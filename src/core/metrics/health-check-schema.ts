import * as z from 'zod';

const seconds = z.number().positive();
const port = z.number().int().min(1).max(65_535);
const status = z.number().int().min(100).max(599);
const pattern = z.string().refine(isPattern, 'is not a regular expression');

/** What every check has. */
const common = {
  name: z.string().min(1).max(100).describe('Name of the check and of its alert; each only once.'),
  enabled: z.boolean().default(true).describe('Whether it is run.'),
  interval_seconds: seconds
    .default(60)
    .describe('Checks run with the samples of metrics-collector, and each at most this often.'),
  timeout_seconds: seconds.max(300).default(5).describe('Seconds after which it counts as failed.'),
  severity: z.enum(['warning', 'critical']).default('critical').describe('How bad it is when it fails.'),
};

const latency = {
  latency_warning_ms: z.number().positive().default(500).describe('An answer that takes longer is a warning.'),
  latency_critical_ms: z.number().positive().default(2_000).describe('An answer that takes longer is critical.'),
};

const verify_certificate = z
  .boolean()
  .default(true)
  .describe('false: a certificate that nobody vouches for is accepted.');

const http = z
  .strictObject({
    ...common,
    ...latency,
    type: z.literal('http'),
    url: z
      .url({ protocol: /^https?$/, error: 'is not a URL that begins with http:// or https://' })
      .describe('The address that is asked.'),
    method: z.enum(['GET', 'HEAD', 'POST']).default('GET').describe('How it is asked.'),
    headers: z.record(z.string(), z.string()).default({}).describe('Headers of the request by name.'),
    expected_status: z
      .union([status, z.array(status).min(1)])
      .default(200)
      .describe('The status of a good answer, or several.'),
    body_pattern: pattern
      .optional()
      .describe('A regular expression that the body must match. Without it no body is read.'),
    max_body_bytes: z
      .number()
      .int()
      .positive()
      .default(1_048_576)
      .describe('So much of the body is read for body_pattern, and never more.'),
    max_redirects: z
      .number()
      .int()
      .min(0)
      .max(20)
      .default(0)
      .describe('How many redirects are followed. 0: a redirect is an answer like any other, so it must be expected.'),
    verify_certificate,
  })
  .describe('Asks an address of the web.');

const tcp = z
  .strictObject({
    ...common,
    ...latency,
    type: z.literal('tcp'),
    host: z.string().min(1).describe('Name or address of the machine.'),
    port: port.describe('The port that must take a connection.'),
  })
  .describe('Opens a connection and closes it.');

const tls = z
  .strictObject({
    ...common,
    type: z.literal('tls'),
    host: z.string().min(1).describe('Name or address of the machine.'),
    port: port.default(443).describe('The port that shows the certificate.'),
    server_name: z
      .string()
      .min(1)
      .optional()
      .describe('The name that the certificate must be for. Without it, the host.'),
    warning_days: z.number().min(0).default(30).describe('A certificate valid for fewer days is a warning.'),
    critical_days: z.number().min(0).default(7).describe('A certificate valid for fewer days is critical.'),
    verify_certificate,
  })
  .describe('Looks at the certificate of a server.');

const dns = z
  .strictObject({
    ...common,
    ...latency,
    type: z.literal('dns'),
    hostname: z.string().min(1).describe('The name that is looked up.'),
    record: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A').describe('The kind of record.'),
    expected: z.array(z.string()).default([]).describe('Every one of these must be among the answers.'),
    servers: z
      .array(z.string().min(1))
      .default([])
      .describe("Name servers to ask, as address or address:port; the system's where empty."),
  })
  .describe('Looks up a name.');

const process = z
  .strictObject({
    ...common,
    type: z.literal('process'),
    process: z.string().min(1).describe('The name of the process as `ps -o comm` shows it.'),
    min_count: z.number().int().min(1).default(1).describe('So many must run at least.'),
    max_count: z.number().int().min(1).optional().describe('So many may run at most.'),
  })
  .describe('Counts the processes of a name.');

const service = z
  .strictObject({
    ...common,
    type: z.literal('service'),
    unit: z
      .string()
      .regex(/^[\w:.@\\-]+$/, 'is the name of a systemd unit such as "nginx.service"')
      .describe('A unit of systemd that must be active; nginx means nginx.service.'),
  })
  .describe('Asks systemd about a unit.');

const file = z
  .strictObject({
    ...common,
    type: z.literal('file'),
    path: z.string().startsWith('/', 'is an absolute path').describe('The file, which must be there.'),
    max_age_seconds: seconds.optional().describe('So many seconds ago it may have been changed at most.'),
    min_bytes: z.number().int().min(0).default(0).describe('It must hold so many bytes at least.'),
    max_bytes: z.number().int().min(0).optional().describe('It may hold so many bytes at most.'),
  })
  .describe('Looks at the age and size of a file.');

const command = z
  .strictObject({
    ...common,
    type: z.literal('command'),
    command: z.array(z.string()).min(1).describe('Program and arguments. No shell reads them.'),
    expected_exit_code: z.number().int().min(0).max(255).default(0).describe('The exit code of a good run.'),
    output_pattern: pattern.optional().describe('A regular expression that the output must match.'),
  })
  .describe('Runs a program.');

const check = z
  .discriminatedUnion('type', [http, tcp, tls, dns, process, service, file, command])
  .refine((value) => !('latency_warning_ms' in value) || value.latency_warning_ms <= value.latency_critical_ms, {
    message: 'latency_warning_ms must not be above latency_critical_ms',
    path: ['latency_warning_ms'],
  })
  .refine((value) => value.type !== 'tls' || value.warning_days >= value.critical_days, {
    message: 'warning_days must not be below critical_days',
    path: ['warning_days'],
  });

/** `health_checks` of orchestrator-config.json. */
export const healthChecksSchema = z
  .array(check)
  .default([])
  .superRefine((checks, context) => {
    const seen = new Set<string>();
    checks.forEach(({ name }, index) => {
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `${JSON.stringify(name)} names two checks`,
        });
      }
      seen.add(name);
    });
  });

export type HealthCheck = z.output<typeof check>;
export type HealthCheckOf<T extends HealthCheck['type']> = Extract<HealthCheck, { type: T }>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
