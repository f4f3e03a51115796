import * as z from 'zod';

/** The `backup` key of the configuration. Five fields as croner reads them; checked where all schedules are. */
export const backupSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether backups are made by themselves.'),
    schedule: z.string().default('15 3 * * *').describe('When, as a cron expression.'),
    keep_daily: z.number().int().min(1).max(3_650).default(7).describe('Days of which the newest good backup is kept.'),
    keep_weekly: z.number().int().min(0).max(520).default(4).describe('Weeks of which the newest good backup is kept.'),
  })
  .prefault({})
  .describe('Backups of the workspace, in its backups/ folder.');

export type BackupConfig = z.output<typeof backupSchema>;
