import * as z from 'zod';

/** `reports` of the configuration: to whom a report is sent. */
export const reportsSchema = z
  .strictObject({
    send_to: z
      .array(z.string().min(1, 'must not be empty'))
      .default([])
      .describe(
        'Names of channels, in this order: the first one that takes it gets the short form of each report of a period that is over. Empty: reports are files only.',
      ),
    send: z
      .array(z.enum(['daily', 'weekly', 'monthly']))
      .default(['daily', 'weekly', 'monthly'])
      .describe('Which of them are sent.'),
  })
  .prefault({})
  .describe('Which reports are sent, and to whom.');
