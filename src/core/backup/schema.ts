import * as z from 'zod';

/** The `backup` key of the configuration. When they are made is the schedule of the agent `backup`. */
export const backupSchema = z
  .strictObject({
    keep_daily: z.number().int().min(1).max(3_650).default(7).describe('Days of which the newest good backup is kept.'),
    keep_weekly: z.number().int().min(0).max(520).default(4).describe('Weeks of which the newest good backup is kept.'),
  })
  .prefault({})
  .describe('Backups of the workspace, in its backups/ folder.');
