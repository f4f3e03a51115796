import type { CommandSpec } from '../command.ts';

export const backupCommands: readonly CommandSpec[] = [
  {
    path: 'backup create',
    summary: 'Make a backup of the workspace and test it by restoring it',
    options: [
      ['--only <parts>', 'of metrics, analysis, incidents, registry, configuration, logs; several by commas'],
      ['--output <file>', 'write it there instead of backups/; it is then not listed'],
      ['--keep-daily <n>', 'afterwards keep the newest good one of so many days, and remove the others'],
      ['--keep-weekly <n>', 'with --keep-daily: also the newest good one of so many weeks', '0'],
    ],
    examples: ['ops backup create', 'ops backup create --output /mnt/usb/ops.tar.gz'],
    load: () => import('./create.ts'),
  },
  {
    path: 'backup list',
    reads: true,
    summary: 'List the backups, the newest first',
    isDefault: true,
    examples: ['ops backup list', 'ops backup list --json | jq -r ".backups[0].path"'],
    load: () => import('./list.ts'),
  },
  {
    path: 'backup verify',
    reads: true,
    summary: 'Restore a backup into a temporary folder and compare checksums; exit 1 where one is damaged',
    arguments: [['[name]', 'as backup list shows it (default: the newest)']],
    options: [['--all', 'every backup']],
    examples: ['ops backup verify', 'ops backup verify --all'],
    load: () => import('./verify.ts'),
  },
  {
    path: 'backup restore',
    summary: 'Restore a backup; what is replaced is kept aside',
    arguments: [['[name]', 'as backup list shows it, or a file (default: the newest good one)']],
    options: [
      ['--only <parts>', 'of metrics, analysis, incidents, registry, configuration, logs; several by commas'],
      ['--to <dir>', 'into this folder instead of the workspace'],
      ['--dry-run', 'only say what would be done'],
      ['--yes', 'files that are there may be replaced'],
    ],
    examples: ['ops backup restore --to /tmp/look', 'ops backup restore --only incidents,configuration --yes'],
    load: () => import('./restore.ts'),
  },
];
