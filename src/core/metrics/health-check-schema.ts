import * as z from 'zod';

const seconds = z.number().positive();
const port = z.number().int().min(1).max(65_535);
const status = z.number().int().min(100).max(599);
const pattern = z.string().refine(isPattern, 'is not a regular expression');

/** What every check has. */
const common = {
  /** Unique among the checks; the name of its alert. */
  name: z.string().min(1).max(100),
  enabled: z.boolean().default(true),
  /** Runs with the samples, and at most this often. */
  interval_seconds: seconds.default(60),
  timeout_seconds: seconds.max(300).default(5),
  /** How bad it is when it fails. */
  severity: z.enum(['warning', 'critical']).default('critical'),
};

const latency = {
  latency_warning_ms: z.number().positive().default(500),
  latency_critical_ms: z.number().positive().default(2_000),
};

const http = z.strictObject({
  ...common,
  ...latency,
  type: z.literal('http'),
  url: z.url({ protocol: /^https?$/, error: 'is not a URL that begins with http:// or https://' }),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  expected_status: z.union([status, z.array(status).min(1)]).default(200),
  /** A regular expression that the body must match. Without it no body is read. */
  body_pattern: pattern.optional(),
  max_body_bytes: z.number().int().positive().default(1_048_576),
  /** 0: a redirect is an answer like any other, so it must be expected. */
  max_redirects: z.number().int().min(0).max(20).default(0),
  /** false: a certificate that nobody vouches for is accepted. */
  verify_certificate: z.boolean().default(true),
});

const tcp = z.strictObject({ ...common, ...latency, type: z.literal('tcp'), host: z.string().min(1), port });

const tls = z.strictObject({
  ...common,
  type: z.literal('tls'),
  host: z.string().min(1),
  port: port.default(443),
  /** The name the certificate must be for; the host where absent. */
  server_name: z.string().min(1).optional(),
  warning_days: z.number().min(0).default(30),
  critical_days: z.number().min(0).default(7),
});

const dns = z.strictObject({
  ...common,
  ...latency,
  type: z.literal('dns'),
  hostname: z.string().min(1),
  record: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A'),
  /** Every one of these must be among the answers. */
  expected: z.array(z.string()).default([]),
  /** Name servers to ask, `address` or `address:port`; the system's where empty. */
  servers: z.array(z.string().min(1)).default([]),
});

const process = z.strictObject({
  ...common,
  type: z.literal('process'),
  /** The name as `ps -o comm` shows it. */
  process: z.string().min(1),
  min_count: z.number().int().min(1).default(1),
  max_count: z.number().int().min(1).optional(),
});

const service = z.strictObject({
  ...common,
  type: z.literal('service'),
  /** A systemd unit: `nginx` or `nginx.service`. */
  unit: z.string().regex(/^[\w:.@\\-]+$/, 'is the name of a systemd unit such as "nginx.service"'),
});

const file = z.strictObject({
  ...common,
  type: z.literal('file'),
  path: z.string().startsWith('/', 'is an absolute path'),
  /** How long ago it may have been changed; absent: it must only be there. */
  max_age_seconds: seconds.optional(),
  min_bytes: z.number().int().min(0).default(0),
  max_bytes: z.number().int().min(0).optional(),
});

const command = z.strictObject({
  ...common,
  type: z.literal('command'),
  /** Program and arguments. No shell reads them. */
  command: z.array(z.string()).min(1),
  expected_exit_code: z.number().int().min(0).max(255).default(0),
  output_pattern: pattern.optional(),
});

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
