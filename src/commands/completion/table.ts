import type { CommandSpec } from '../command.ts';
import type { Table } from './engine.ts';

/** Completion needs the whole table, and is part of it: so it is given a way to ask for it. */
export function completionCommands(table: () => Table): CommandSpec[] {
  return [
    {
      path: 'completion',
      summary: 'Print the completion script of a shell, or install it',
      arguments: [['<shell>', 'bash, zsh or fish']],
      options: [['-i, --install', 'put it where the shell finds it, and into its startup file']],
      examples: ['ops completion bash --install', 'source <(ops completion bash)'],
      load: () => import('./print.ts'),
    },
    {
      path: '__complete',
      summary: 'Say what may stand at the cursor; called by the completion scripts',
      hidden: true,
      // The command line that is being typed.
      takesProgram: true,
      load: async () => {
        const { completeRun } = await import('./complete.ts');
        return { run: completeRun(table()) };
      },
    },
  ];
}
