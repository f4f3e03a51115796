import type { CommandSpec } from '../command.ts';

export const alertRuleCommands: readonly CommandSpec[] = [
  {
    path: 'alerts rules list',
    reads: true,
    summary: 'The rules by which alerts fire: the default ones and those of the configuration',
    options: [['--all', 'those that are switched off too']],
    examples: ['ops alerts rules list', 'ops alerts rules list --all --json'],
    load: () => import('./rules/list.ts'),
  },
  {
    path: 'alerts rules check',
    reads: true,
    summary: 'What would fire if the newest sample were like this for long enough; stores and tells nothing',
    options: [['--rules <file>', 'the rules of this file instead: a configuration, or a list of rules']],
    examples: ['ops alerts rules check', 'ops alerts rules check --rules new-rules.json --json'],
    load: () => import('./rules/check.ts'),
  },
  {
    path: 'alerts rules test',
    reads: true,
    summary: 'Play a series of readings to the rules and print what would be told, and why',
    options: [
      ['--series <file>', 'lines of timestamp,metric,value (- for standard input)'],
      ['--rules <file>', 'the rules of this file instead: a configuration, or a list of rules'],
    ],
    examples: [
      'ops alerts rules test --series week.csv --json',
      'ops alerts rules test --series week.csv --rules new-rules.yaml',
    ],
    load: () => import('./rules/test.ts'),
  },
];
