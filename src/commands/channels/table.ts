import type { CommandSpec } from '../command.ts';

export const channelCommands: readonly CommandSpec[] = [
  {
    path: 'channels list',
    reads: true,
    summary: 'List channels: their order, and whether they can be used from here',
    isDefault: true,
    examples: ['ops channels', 'ops channels list --json'],
    load: () => import('./list.ts'),
  },
  {
    path: 'channels test',
    summary: 'Send a test message over channels and wait for their answer',
    arguments: [['[name...]', 'of these; default: every configured one']],
    examples: ['ops channels test', 'ops channels test slack'],
    load: () => import('./test.ts'),
  },
];
