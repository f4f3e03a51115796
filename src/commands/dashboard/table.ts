import type { CommandSpec } from '../command.ts';
import type { Table } from '../completion/engine.ts';

/** The palette shows the whole table of commands, and the dashboard is part of it: so it is given a way to ask for it. */
export function dashboardCommands(table: () => Table): CommandSpec[] {
  return [
    {
      path: 'dashboard',
      aliases: ['tui'],
      summary: 'Live view of agents, sessions and what needs you; quitting it stops nothing',
      options: [
        ['--once', 'print one frame and end, as where standard output is no terminal'],
        ['--read-only', 'nothing can be written from it'],
        ['--width <columns>', 'with --once: so wide'],
        ['--ascii', 'draw with ASCII alone'],
        ['--theme <name>', 'default, safe (for colour-blind eyes), light or mono'],
      ],
      examples: ['ops dashboard', 'ops dashboard --read-only', 'ops dashboard --once --width 100 | mail -s ops me'],
      load: async () => {
        const { dashboardRun } = await import('./index.ts');
        return { run: dashboardRun(table()) };
      },
    },
  ];
}
