import * as z from 'zod';
import { parseDuration } from '../../text/parse-duration.ts';
import { DEFAULT_LIMITS } from '../guards/limits.ts';

export const PLAYBOOK_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const MODES = ['observe', 'approve', 'auto'] as const;

const LONGEST_MS = 7 * 86_400_000;

const duration = z
  .string()
  .refine((text) => {
    const milliseconds = parseDuration(text);
    return milliseconds !== null && milliseconds >= 1_000 && milliseconds <= LONGEST_MS;
  }, 'must be a duration from 1s to 7d, such as "5m"')
  .meta({ examples: ['30s', '5m', '1h'] });

const metricCondition = z.strictObject({
  metric: z.string().min(1).describe('A reading, such as disk_percent'),
  resource: z.string().min(1).optional().describe('Only of this mount, check or unit; without it each one is a target'),
  is: z.enum(['above', 'below', 'equal']),
  value: z.number(),
});

const alertCondition = z.strictObject({
  alert: z.string().min(1).describe('Name of an alert that fires'),
  labels: z.record(z.string(), z.string()).default({}).describe('Labels that it must have, exactly'),
});

const condition = z.union([metricCondition, alertCondition]);

const action = z.strictObject({
  action: z.string().regex(PLAYBOOK_NAME).describe('Name of an action type'),
  settings: z
    .record(z.string(), z.json())
    .default({})
    .describe('Of that type. {"$label": "target"} stands for the target, {"$label": "name"} for a label of the alert'),
});

const limits = z.strictObject({
  attempts: z.int().min(1).max(10).default(DEFAULT_LIMITS.attempts).describe('Runs on one target within the window'),
  window: duration.default('1h'),
  cooldown: duration.default('5m').describe('From one run to the next; doubles each time'),
  longest_cooldown: duration.default('1h'),
  calm: duration.default('2h').describe('So long without a run makes the cooldown short again'),
  failures: z.int().min(1).max(10).default(DEFAULT_LIMITS.failures).describe('In a row, until a person must look'),
});

const verify = z.strictObject({
  samples: z.int().min(1).max(20).default(3).describe('So many fresh samples, one after the other, must be clear'),
  within: duration.default('30m'),
  clear: z
    .number()
    .optional()
    .describe('Of a metric: clear is only what is past this value, not just past the condition'),
});

export const playbookSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema that an editor checks this file with.'),
    version: z.literal(1).default(1),
    name: z.string().regex(PLAYBOOK_NAME, 'must hold lower-case letters, digits, - and _'),
    description: z.string().min(1).max(300),
    mode: z.enum(MODES).default('observe').describe('observe: only say what would be done; approve: ask; auto: do'),
    when: condition,
    require: z.array(condition).max(10).default([]).describe('Must hold too, before it is planned and before it runs'),
    actions: z.array(action).min(1).max(10),
    verify: verify.prefault({}),
    undo: z.boolean().default(true).describe('Undo the steps that can be undone where it did not help'),
    limits: limits.prefault({}),
  })
  .refine(({ when, verify: { clear } }) => clear === undefined || isStricter(when, clear), {
    path: ['verify', 'clear'],
    message: 'must be a value at which the condition does not hold',
  });

function isStricter(when: z.infer<typeof condition>, clear: number): boolean {
  if (!('metric' in when) || when.is === 'equal') return false;
  return when.is === 'above' ? clear <= when.value : clear >= when.value;
}

export type Playbook = z.infer<typeof playbookSchema>;
export type Condition = z.infer<typeof condition>;
export type Mode = Playbook['mode'];
