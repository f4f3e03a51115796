import type { CommandSpec } from '../command.ts';

export const doctorCommands: readonly CommandSpec[] = [
  {
    path: 'doctor',
    summary: 'Check the workspace, the orchestrator and the machine: what is wrong, why it matters, what puts it right',
    options: [
      ['--fix', 'put right what can be without losing anything'],
      ['--only <ids>', 'only these checks, several by commas; a beginning is enough: sessions'],
      ['--severity-min <severity>', 'error, warning or info: show and count only this and what is worse', 'info'],
      ['--lint', 'for a script: the same, and one line a finding'],
    ],
    examples: ['ops doctor', 'ops doctor --fix', 'ops doctor --json | jq ".findings[].checkId"'],
    load: () => import('./doctor.ts'),
  },
];
