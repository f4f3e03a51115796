import type { CommandSpec, OptionSpec } from '../command.ts';

const BY: OptionSpec = ['--by <name>', 'who does it; without it the user that runs the command'];
const ONE: readonly [string, string] = ['<id>', 'the id of an approval, or a beginning of it'];

export const approvalCommands: readonly CommandSpec[] = [
  {
    path: 'approvals get',
    reads: true,
    summary: 'Show what is allowed always and what was decided last, or one approval with its steps',
    isDefault: true,
    arguments: [['[id]', 'the id of an approval, or a beginning of it']],
    options: [['--limit <n>', 'so many, the newest', '20']],
    examples: ['ops approvals get', 'ops approvals get 1a2b'],
    load: () => import('./get.ts'),
  },
  {
    path: 'approvals pending',
    reads: true,
    summary: 'List the plans that wait for a yes or no',
    examples: ['ops approvals pending', 'ops approvals pending --json | jq -r .approvals[].id'],
    load: () => import('./pending.ts'),
  },
  {
    path: 'approvals resolve',
    summary: 'Allow or deny a plan; the first decision counts',
    arguments: [ONE, ['<decision>', 'allow-once, allow-always or deny']],
    options: [
      ['--reason <text>', 'why'],
      ['--expires-in-days <n>', 'of allow-always: so long; without it until the rule is removed'],
      BY,
    ],
    examples: [
      'ops approvals resolve 1a2b allow-once',
      'ops approvals resolve 1a2b deny --reason "the release is running"',
    ],
    load: () => import('./resolve.ts'),
  },
  {
    path: 'approvals allowlist add',
    summary: 'Allow a playbook, as it now is, on one target without being asked',
    arguments: [
      ['<playbook>', 'its name'],
      ['<target>', 'exactly one: a mount, a unit, an agent'],
    ],
    options: [['--reason <text>', 'why'], ['--expires-in-days <n>', 'so long; without it until it is removed'], BY],
    examples: ['ops approvals allowlist add unit_down nginx.service --expires-in-days 30'],
    load: () => import('./allow.ts'),
  },
  {
    path: 'approvals allowlist remove',
    summary: 'Ask again before a playbook runs',
    arguments: [['<rule>', 'the id of the rule, as "ops approvals get" shows it']],
    options: [BY],
    examples: ['ops approvals allowlist remove 5f3a9c01'],
    load: () => import('./disallow.ts'),
  },
];
