import * as z from 'zod';
import { ACTION_SETTINGS } from '../actions/settings.ts';
import { playbookSchema } from './schema.ts';

/** The JSON Schema (draft 2020-12) of a playbook as a person writes it, with the settings of each action under `$defs`. */
export function playbookJsonSchema(): object {
  const settings = Object.entries(ACTION_SETTINGS).map(([name, schema]) => [
    name,
    { ...z.toJSONSchema(schema, { io: 'input' }), $schema: undefined },
  ]);
  return JSON.parse(
    JSON.stringify({ ...z.toJSONSchema(playbookSchema, { io: 'input' }), $defs: Object.fromEntries(settings) }),
  ) as object;
}
