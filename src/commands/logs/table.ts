import type { CommandSpec } from '../command.ts';

export const logCommands: readonly CommandSpec[] = [
  {
    path: 'logs',
    reads: true,
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
    reads: true,
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
  {
    path: 'logs top',
    reads: true,
    summary: 'The most frequent kinds of messages in the watched logs',
    arguments: [['[file...]', 'of these instead: files, folders, globs, journal, or - for standard input']],
    options: [
      ['--limit <n>', 'so many', '20'],
      ['--hours <n>', 'of so many hours back, at most 192 (24; of files: all)'],
    ],
    examples: [
      'ops logs top --hours 1',
      'journalctl -b | ops logs top -',
      'ops logs top --json | jq -r ".templates[].template"',
    ],
    load: () => import('./top.ts'),
  },
  {
    path: 'logs new',
    reads: true,
    summary: 'Kinds of messages that were seen for the first time lately',
    options: [
      ['--limit <n>', 'so many, the newest', '20'],
      ['--hours <n>', 'within so many hours', '24'],
    ],
    examples: ['ops logs new --hours 1'],
    load: () => import('./new.ts'),
  },
  {
    path: 'logs errors',
    reads: true,
    summary: 'Errors in the watched logs, by kind',
    arguments: [['[file...]', 'of these instead: files, folders, globs, journal, or - for standard input']],
    options: [
      ['--limit <n>', 'so many', '20'],
      ['--hours <n>', 'of so many hours back, at most 192 (24; of files: all)'],
    ],
    examples: ['ops logs errors', 'ops logs errors --hours 1 --json', 'ops logs errors /var/log/nginx/error.log*'],
    load: () => import('./errors.ts'),
  },
  {
    path: 'logs search',
    reads: true,
    summary: 'Lines of the watched logs, or of files, that a pattern matches',
    arguments: [
      ['<pattern>', 'a regular expression, or plain text with --fixed'],
      ['[file...]', 'files, folders, globs, journal, or - for standard input; without one the configured sources'],
    ],
    options: [
      ['-F, --fixed', 'the pattern is plain text'],
      ['-i, --ignore-case', 'upper and lower case are the same'],
      ['--limit <n>', 'so many lines', '200'],
      ['--level <level>', 'debug, info, notice, warning, error or critical: only of this level or worse'],
    ],
    examples: ['ops logs search "timeout after \\d+"', 'ops logs search -F "[error]" /var/log/nginx/error.log'],
    load: () => import('./search.ts'),
  },
  {
    path: 'logs follow',
    reads: true,
    summary: 'New lines of the watched logs, or of files, as they come, through rotations',
    arguments: [
      ['[file...]', 'files, folders, globs, journal, or - for standard input; without one the configured sources'],
    ],
    options: [['--level <level>', 'debug, info, notice, warning, error or critical: only of this level or worse']],
    examples: [
      'ops logs follow --level warning',
      'ops logs follow journal:ssh.service',
      'kubectl logs -f pod | ops logs follow - --level error',
    ],
    unbounded: true,
    load: () => import('./follow.ts'),
  },
];
