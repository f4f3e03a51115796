import type { Run } from '../command.ts';

/** For an editor, as `ops config schema` is for the configuration. */
export const run: Run = async () => {
  const { playbookJsonSchema } = await import('../../core/healing/playbooks/json-schema.ts');
  const schema = playbookJsonSchema();
  return { data: schema, text: JSON.stringify(schema, null, 2) };
};
