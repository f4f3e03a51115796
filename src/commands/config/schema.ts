import { configJsonSchema } from '../../core/config/json-schema.ts';
import type { Run } from '../command.ts';

/** `ops config schema`: the JSON Schema, for an editor. It is JSON with and without --json. */
export const run: Run = async () => {
  const schema = configJsonSchema();
  return { data: schema, text: JSON.stringify(schema, null, 2) };
};
