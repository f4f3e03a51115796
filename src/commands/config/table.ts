import type { CommandSpec, OptionSpec } from '../command.ts';

const DRY_RUN: OptionSpec = ['--dry-run', 'only say whether it would be accepted'];

/** The configuration, and `ops init`, which writes the first one. */
export const configCommands: readonly CommandSpec[] = [
  {
    path: 'init',
    summary: 'Make a workspace with its configuration; keeps what is there',
    arguments: [['[dir]', 'the folder to make ops-automation/ in (default: this one)']],
    examples: ['ops init', 'ops init /srv/site --json'],
    load: () => import('../init.ts'),
  },
  {
    path: 'config file',
    reads: true,
    summary: 'The configuration file in use, or where it would be',
    examples: ['$EDITOR "$(ops config file)"'],
    load: () => import('./file.ts'),
  },
  {
    path: 'config get',
    reads: true,
    summary: 'A setting as it is in force, defaults included; exit 1 where it is not set',
    arguments: [['[path]', 'such as quiet_hours.start or agents.reporter.schedule; without one, everything']],
    examples: ['ops config get quiet_hours.start', 'ops config get thresholds --json | jq .cpu_usage'],
    load: () => import('./get.ts'),
  },
  {
    path: 'config set',
    summary: 'Set one setting, and nothing else of the file; a running orchestrator takes it over',
    arguments: [
      ['<path>', 'such as quiet_hours.start'],
      ['<value>', 'JSON, or a text'],
    ],
    options: [DRY_RUN],
    examples: ['ops config set quiet_hours.start 22:00', 'ops config set thresholds.cpu_usage.warning 75'],
    load: () => import('./set.ts'),
  },
  {
    path: 'config unset',
    summary: 'Take settings away: their defaults are in force again',
    arguments: [['<path...>', 'such as quiet_hours.start']],
    options: [DRY_RUN],
    examples: ['ops config unset quiet_hours'],
    load: () => import('./unset.ts'),
  },
  {
    path: 'config patch',
    summary: 'Change what a JSON merge patch names; null takes away',
    arguments: [['[file]', 'the patch; without one, or with -, standard input']],
    options: [DRY_RUN],
    examples: [`echo '{"quiet_hours": {"end": "07:00"}}' | ops config patch`],
    load: () => import('./patch.ts'),
  },
  {
    path: 'config schema',
    reads: true,
    summary: 'The JSON Schema of the configuration, for an editor',
    examples: ['ops config schema > orchestrator-config.schema.json'],
    load: () => import('./schema.ts'),
  },
  {
    path: 'config validate',
    reads: true,
    summary: 'Check the configuration and name every problem; exit 78 where there is one',
    arguments: [['[file]', 'check this file instead of the one in use']],
    examples: ['ops config validate', 'ops config validate candidate.yaml --json'],
    load: () => import('./validate.ts'),
  },
];
