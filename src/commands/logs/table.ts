import type { CommandSpec } from '../command.ts';

export const logCommands: readonly CommandSpec[] = [
  {
    path: 'logs',
    summary: "The program's own log: what the orchestrator did and why",
    options: [
      ['-f, --follow', 'go on printing what comes'],
      ['--session <session>', 'only of this session'],
      ['--limit <n>', 'so many lines, the newest', '200'],
      ['--level <level>', 'error, warn, info or debug: this and what is worse'],
    ],
    examples: ['ops logs --limit 20', 'ops logs --follow --level warn'],
    load: () => import('./own.ts'),
  },
  {
    path: 'logs templates',
    summary: 'The kinds of messages in a file (plain or gzip), or on standard input',
    arguments: [['[file]', 'the file; - for standard input']],
    options: [
      ['--assign', 'one JSON line for each line of the file: its number and its template'],
      ['--limit <n>', 'so many templates, the most frequent'],
    ],
    examples: [
      'ops logs templates /var/log/syslog',
      'zcat app.log.gz | ops logs templates - --json | jq ".templates[0]"',
    ],
    load: () => import('./templates.ts'),
  },
];
