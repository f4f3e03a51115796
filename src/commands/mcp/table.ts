import type { CommandSpec } from '../command.ts';

export const mcpCommands: readonly CommandSpec[] = [
  {
    path: 'mcp',
    summary: 'Serve the Model Context Protocol on standard input and output: tools that read; acting ones by name',
    options: [['--allow <tools>', 'acting tools, with commas between: sessions_send,alert_ack']],
    examples: ['ops mcp', 'ops mcp --workspace /srv/ops-automation --allow sessions_send,incident_note'],
    unbounded: true,
    load: () => import('./mcp.ts'),
  },
];
