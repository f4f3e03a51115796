import type { CommandSpec } from '../command.ts';

export const dashboardCommands: readonly CommandSpec[] = [
  {
    path: 'dashboard',
    aliases: ['tui'],
    summary: 'Live view of agents, sessions and what needs you; quitting it stops nothing',
    options: [
      ['--once', 'print one frame and end; so it does where standard output is no terminal'],
      ['--read-only', 'nothing can be written from it'],
      ['--width <columns>', 'with --once: so wide'],
      ['--ascii', 'draw with ASCII alone'],
      ['--theme <name>', 'default, safe (for colour-blind eyes), light or mono'],
    ],
    examples: ['ops dashboard', 'ops dashboard --read-only', 'ops dashboard --once --width 100 | mail -s ops me'],
    unbounded: true,
    load: () => import('./index.ts'),
  },
];
