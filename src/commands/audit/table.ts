import type { CommandSpec } from '../command.ts';

export const auditCommands: readonly CommandSpec[] = [
  {
    path: 'audit list',
    reads: true,
    summary: 'List what healing did, who allowed it and how it ended',
    isDefault: true,
    options: [
      ['--playbook <name>', 'of one playbook only'],
      ['--subject <id>', 'of one run, plan or approval only'],
      ['--kind <kind>', 'of one kind only, such as "run ended"'],
      ['--since <duration>', 'so far back'],
      ['--limit <n>', 'so many, the newest', '50'],
    ],
    examples: ['ops audit list --since 1d', 'ops audit list --kind "run ended" --json'],
    load: () => import('./list.ts'),
  },
  {
    path: 'audit verify',
    reads: true,
    summary: 'Check that no entry of the audit was changed, moved or removed',
    examples: ['ops audit verify', 'ops audit verify --json | jq .whole'],
    load: () => import('./verify.ts'),
  },
];
