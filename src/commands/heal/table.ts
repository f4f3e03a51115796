import type { CommandSpec, OptionSpec } from '../command.ts';

const BY: OptionSpec = ['--by <name>', 'who does it; without it the user that runs the command'];
const NAME: readonly [string, string] = ['<playbook>', 'its name'];

export const healCommands: readonly CommandSpec[] = [
  {
    path: 'heal list',
    reads: true,
    summary: 'List the playbooks: their mode, and what each would act upon now',
    isDefault: true,
    examples: ['ops heal list', 'ops heal list --json'],
    load: () => import('./list.ts'),
  },
  {
    path: 'heal show',
    reads: true,
    summary: 'Show one playbook; with --json as a file for playbooks/',
    arguments: [NAME],
    examples: ['ops heal show disk_space_low', 'ops heal show disk_space_low --json > playbooks/disk_space_low.json'],
    load: () => import('./show.ts'),
  },
  {
    path: 'heal schema',
    reads: true,
    summary: 'The JSON Schema of a playbook, for an editor; the settings of each action under $defs',
    examples: ['ops heal schema > ops-automation/playbook.schema.json', "ops heal schema | jq '.$defs | keys'"],
    load: () => import('./schema.ts'),
  },
  {
    path: 'heal plan',
    summary: 'Say exactly what a playbook would do now, and what speaks against it; touches nothing',
    arguments: [NAME],
    options: [
      ['--target <target>', 'on this one of several'],
      ['--ask', 'ask for approval of exactly this plan'],
    ],
    examples: ['ops heal plan disk_space_low', 'ops heal plan unit_down --target nginx.service --ask'],
    load: () => import('./plan.ts'),
  },
  {
    path: 'heal run',
    summary: 'Run a plan that is allowed, and watch until fresh samples say whether it helped',
    arguments: [['<plan>', 'the id of a plan, as "ops heal plan" printed it']],
    options: [['--approval <id>', 'the approval that was given for it'], BY],
    examples: ['ops heal run 20260301-100000-1a2b3c4d --approval 5f3a9c01'],
    load: () => import('./run.ts'),
  },
  {
    path: 'heal history',
    reads: true,
    summary: 'List what ran, who allowed it and how it ended, with the share that helped',
    options: [
      ['--playbook <name>', 'of one playbook only'],
      ['--limit <n>', 'so many, the newest', '20'],
    ],
    examples: ['ops heal history', 'ops heal history --playbook unit_down --json'],
    load: () => import('./history.ts'),
  },
  {
    path: 'heal stop',
    summary: 'Stop all healing at once, until "ops heal resume"; a file healing/STOP does the same',
    options: [['--reason <text>', 'why'], BY],
    examples: ['ops heal stop --reason "we look into it by hand"'],
    load: () => import('./stop.ts'),
  },
  {
    path: 'heal resume',
    summary: 'Let healing go on; of a playbook named: close the breaker that its failures opened',
    arguments: [['[playbook]', 'its name']],
    options: [['--reason <text>', 'why'], BY],
    examples: ['ops heal resume', 'ops heal resume unit_down --reason "the unit file is mended"'],
    load: () => import('./resume.ts'),
  },
];
