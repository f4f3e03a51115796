import * as z from 'zod';

const program = z.strictObject({
  path: z.string().regex(/^\/[^\0]+$/, 'must be an absolute path'),
  arguments: z
    .array(z.string().max(4_096))
    .max(64)
    .default([])
    .describe('Exactly these, word by word. Another list of arguments is another entry.'),
});

/** The key `healing` of the configuration. */
export const healingSchema = z
  .strictObject({
    programs: z
      .array(program)
      .max(100)
      .default([])
      .describe('Programs that playbooks may run besides those that are allowed anyway.'),
  })
  .prefault({})
  .describe('What automatic healing may do. What it does is in playbooks/.');
