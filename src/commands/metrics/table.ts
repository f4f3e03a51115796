import type { CommandSpec, OptionSpec } from '../command.ts';

const SERIES: readonly [string, string] = [
  '[series...]',
  'names such as cpu_percent or disk_percent; with * for several',
];
const SINCE: OptionSpec = ['--since <duration>', 'how far back: 90m, 24h, 7d', '24h'];

export const metricCommands: readonly CommandSpec[] = [
  {
    path: 'metrics show',
    reads: true,
    summary: 'The newest readings of this machine',
    isDefault: true,
    options: [['--now', 'measure now instead, and store nothing']],
    examples: ['ops metrics', 'ops metrics show --now --json', "ops metrics show --jq '.summary.worstDisk'"],
    load: () => import('./show.ts'),
  },
  {
    path: 'metrics history',
    reads: true,
    summary: 'How readings went over time',
    arguments: [SERIES],
    options: [
      SINCE,
      ['--until <duration>', 'leave out so much of the end', '0s'],
      ['--step <duration>', 'one value for so long; without it what fits the terminal'],
      ['--plot', 'draw each series large'],
      ['--list', 'only the names of what is known'],
    ],
    examples: [
      'ops metrics history',
      'ops metrics history cpu_percent --since 7d --plot',
      'ops metrics history "disk*" --since 365d --step 1d --json',
    ],
    load: () => import('./history.ts'),
  },
  {
    path: 'metrics top',
    reads: true,
    summary: 'The processes that use most',
    options: [
      ['--by <what>', 'cpu, memory or files', 'cpu'],
      ['--limit <n>', 'so many', '10'],
      ['--now', 'measure now instead of reading the newest sample'],
    ],
    examples: ['ops metrics top --now', 'ops metrics top --by memory --limit 5'],
    load: () => import('./top.ts'),
  },
  {
    path: 'metrics export',
    reads: true,
    summary: 'Readings for other programs: Prometheus text, CSV or JSON lines',
    arguments: [SERIES],
    options: [
      ['--format <format>', 'prom (newest values), csv or jsonl (history)', 'prom'],
      SINCE,
      ['-o, --output <file>', 'into a file that others may read, replaced whole'],
    ],
    examples: [
      'ops metrics export --output /var/lib/node_exporter/textfile/ops.prom',
      'ops metrics export cpu_percent --format csv --since 7d > cpu.csv',
    ],
    load: () => import('./export.ts'),
  },
  {
    path: 'metrics check',
    reads: true,
    summary: 'Run the configured health checks now; exit code 1 where one fails',
    arguments: [['[name...]', 'only these']],
    examples: ['ops metrics check', 'ops metrics check website --json'],
    load: () => import('./check.ts'),
  },
  {
    path: 'metrics anomalies',
    reads: true,
    summary: 'Values outside their usual range, in the history or in any timestamp,value file',
    arguments: [SERIES],
    options: [
      ['--csv <file>', 'a file of lines timestamp,value (- for standard input), five minutes apart'],
      ['--since <duration>', 'how far back in the history to tell of', '24h'],
    ],
    examples: ['ops metrics anomalies', 'ops metrics anomalies --csv load.csv --json'],
    load: () => import('./anomalies.ts'),
  },
];
