import type { CommandSpec } from '../command.ts';

const WHICH: readonly [string, string] = ['<id...>', 'the beginning of an id as the list shows it, or all'];

export const outboxCommands: readonly CommandSpec[] = [
  {
    path: 'outbox list',
    reads: true,
    summary: 'List messages that wait or could not be delivered, and why',
    isDefault: true,
    options: [
      ['--all', 'sent ones too'],
      ['--state <state>', 'queued, sent or dead ones only'],
      ['--limit <n>', 'so many, the newest', '50'],
    ],
    examples: ['ops outbox', 'ops outbox list --state dead --json'],
    load: () => import('./list.ts'),
  },
  {
    path: 'outbox retry',
    summary: 'Try messages again at once, dead ones too',
    arguments: [WHICH],
    examples: ['ops outbox retry 3f2a91c0', 'ops outbox retry all'],
    load: () => import('./retry.ts'),
  },
  {
    path: 'outbox drop',
    summary: 'Give waiting messages up; forget dead ones',
    arguments: [WHICH],
    examples: ['ops outbox drop 3f2a91c0'],
    load: () => import('./drop.ts'),
  },
];
