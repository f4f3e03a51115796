import * as z from 'zod';
import { parseDuration } from '../../text/parse-duration.ts';
import { DEFAULT_RULE_NAMES } from './default-names.ts';
import { parseHold } from './hold.ts';

const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'must be a duration such as "90s", "10m", "4h" or "7d"')
  .meta({ examples: ['10m'] });
const hold = z
  .string()
  .refine(
    (text) => parseHold(text) !== null,
    'must be a duration such as "10m", or samples such as "2 samples" or "3 of 5"',
  )
  .meta({ examples: ['2 samples', '3 of 5', '10m'] });
const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be letters, digits and _');
const severity = z.enum(['info', 'warning', 'critical']);

const limit = z
  .strictObject({
    value: z.number().describe('Beyond this it is of that severity.'),
    clear: z.number().optional().describe('Only when it has come back to this is it over. Without: the value itself.'),
    sure: z
      .number()
      .optional()
      .describe(
        'Beyond this it is told after `for` whatever was before. Between the value and this it must be worse than what came and went by itself in the last 7 days, or last three times as long. Without: the value itself.',
      ),
  })
  .describe('A value beyond which it is of that severity.');

const inhibit = z.strictObject({
  matchers: z
    .record(labelName, z.string())
    .describe('Labels of the alerts that are not told while this one fires; * stands for any text.'),
  equal: z.array(labelName).default([]).describe('Labels that both must have with the same value.'),
});

export const RULE_KINDS = ['threshold', 'rate', 'time_to_full', 'absence'] as const;

export const ruleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be lower-case letters, digits, - and _, at most 64')
      .describe(
        'Its name, which is the label alertname. That of a default rule changes that rule: what is not given stays.',
      ),
    enabled: z.boolean().default(true).describe('false: it is not looked at, and a default rule of that name neither.'),
    metric: z
      .string()
      .min(1)
      .optional()
      .describe('A series of `ops metrics history --list`, or one of those that docs/alerts.md lists.'),
    resource: z.string().optional().describe('Only of these: a mount, a check, an agent; * stands for any text.'),
    kind: z
      .enum(RULE_KINDS)
      .optional()
      .describe('The value itself, its change per minute, the hours until it is full, or that there is no value.'),
    direction: z.enum(['above', 'below']).optional().describe('Whether high values are bad, or low ones.'),
    warning: limit.nullable().optional().describe('When it is a warning. null: never.'),
    critical: limit.nullable().optional().describe('When it is critical. null: never.'),
    for: hold.optional().describe('For how long it must hold before it fires: "10m", "2 samples", "3 of 5".'),
    keep_firing_for: hold.optional().describe('For how long it must be clear before it is over.'),
    full: z.number().optional().describe('Of kind time_to_full: the value at which it is full. Without: 100.'),
    labels: z.record(labelName, z.string()).default({}).describe('Labels that its alerts have besides.'),
    message: z
      .string()
      .optional()
      .describe('What is told; {value}, {threshold}, {resource} and {detail} are filled in.'),
    inhibits: z.array(inhibit).optional().describe('What is not told while an alert of this rule fires.'),
  })
  .superRefine((rule, context) => {
    if (DEFAULT_RULE_NAMES.has(rule.name) || !rule.enabled) return;
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (rule.metric === undefined) say('metric', 'is needed: there is no default rule of that name');
    if (rule.kind === 'absence') return;
    if ((rule.warning ?? rule.critical ?? null) === null) say('warning', 'or critical is needed');
  });

const level = z.strictObject({
  after: duration.describe('For so long nobody has acknowledged it.'),
  channels: z
    .array(z.string().min(1))
    .default([])
    .describe('Where it is told then, in this order. Empty: the escalation channels.'),
  severity: severity.default('critical').describe('Only what is at least so severe.'),
  rules: z.string().default('*').describe('Only alerts of this name; * stands for any text.'),
});

const promotion = z.strictObject({
  rules: z.string().default('*').describe('Alerts of this name; * stands for any text.'),
  to: z.enum(['warning', 'critical']).default('critical').describe('What they become.'),
  after: duration.optional().describe('When they have fired for so long.'),
  count: z.number().int().min(2).optional().describe('When they have fired so many times within a day.'),
});

/** The `alerts` key of the configuration. */
export const alertsSchema = z
  .strictObject({
    rules: z
      .array(ruleSchema)
      .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, 'must not name a rule twice')
      .default([])
      .describe('Rules besides the default ones, or in place of those of the same name.'),
    default_rules: z.boolean().default(true).describe('Whether the rules that come with ops apply.'),
    tell_from: severity.default('warning').describe('What is less severe is only recorded.'),
    group_wait: duration
      .default('30s')
      .describe('So long alarms from outside that are not critical wait for others of their kind.'),
    repeat: z
      .strictObject({
        critical: duration.default('4h').describe('Between two messages of a critical alert that goes on.'),
        warning: duration.default('3d').describe('The same of a warning.'),
      })
      .prefault({})
      .describe(
        'How often what goes on is told again while nobody has acknowledged it; each time after twice as long.',
      ),
    storm: z
      .strictObject({
        count: z.number().int().min(2).default(20).describe('More new alerts than these make a storm.'),
        within: duration.default('1m').describe('Within this time.'),
      })
      .prefault({})
      .describe('When many alerts come at once, they are told in one message.'),
    flapping: z.boolean().default(true).describe('Whether what comes and goes is told once and then muted.'),
    outage_tolerance: duration
      .default('1h')
      .describe('After a longer time without a sample, what was pending begins anew.'),
    promote: z.array(promotion).default([]).describe('When alerts become more severe by age or number.'),
    escalation: z
      .strictObject({
        levels: z
          .array(level)
          .default([{ after: '30m', channels: [], severity: 'critical', rules: '*' }])
          .describe('One after the other, while nobody has acknowledged the alert.'),
        loops: z.number().int().min(1).max(20).default(1).describe('How many times the levels are gone through.'),
      })
      .prefault({})
      .describe('Who is told when nobody answers.'),
  })
  .prefault({})
  .describe('Alerts: what is watched, and what is told and when.');

export type RuleConfig = z.output<typeof ruleSchema>;
export type AlertsConfig = z.output<typeof alertsSchema>;
