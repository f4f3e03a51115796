import type { CommandSpec } from '../command.ts';

interface Table {
  commands: readonly CommandSpec[];
  nouns: Readonly<Record<string, string>>;
}

/** The manual page needs the whole table, and help is part of it: so it is given a way to ask for it. */
export function helpCommands(table: () => Table): CommandSpec[] {
  return [
    {
      path: 'help',
      reads: true,
      summary: 'Pages to read: "ops help pages" lists them; the options of a command: ops help sessions list',
      arguments: [['[words...]', 'a page, or a command']],
      options: [['--man', 'the manual page, for man(1)']],
      examples: ['ops help pages', 'ops help alerts', 'ops help nightly-backup-check', 'ops help --man | man -l -'],
      load: async () => {
        const { helpRun } = await import('./help.ts');
        return { run: helpRun(table()) };
      },
    },
  ];
}
