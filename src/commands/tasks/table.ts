import type { CommandSpec } from '../command.ts';
import { sessionCommands } from '../sessions/table.ts';

const ONE: readonly [string, string] = ['<session>', 'key, label, or a unique beginning of the run id'];

/** Runs as OpenClaw calls them: the same sessions under the words that its users know. */
function like(path: string, changes: Partial<CommandSpec> & Pick<CommandSpec, 'path' | 'summary'>): CommandSpec[] {
  return sessionCommands.filter((spec) => spec.path === path).map((spec) => ({ ...spec, ...changes }));
}

export const taskCommands: readonly CommandSpec[] = [
  ...like('sessions list', {
    path: 'tasks list',
    reads: true,
    summary: 'List runs and lasting sessions, as "ops sessions list" does',
    isDefault: true,
    examples: ['ops tasks', 'ops tasks list --status failed --all'],
  }),
  ...like('sessions status', {
    path: 'tasks show',
    reads: true,
    summary: 'All that is known of one run, also after it ended',
    examples: ['ops tasks show 3f2a91c0'],
  }),
  ...like('sessions abort', {
    path: 'tasks cancel',
    summary: 'End running tasks: SIGTERM, after 10 s SIGKILL',
    examples: ['ops tasks cancel 3f2a91c0'],
  }),
  {
    path: 'tasks retry',
    summary: 'Start what an ended run did once more, as a run of its own',
    arguments: [ONE],
    examples: ['ops tasks retry 3f2a91c0'],
    load: () => import('./retry.ts'),
  },
];
