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
];
