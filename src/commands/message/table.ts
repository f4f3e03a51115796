import type { CommandSpec, OptionSpec } from '../command.ts';

const TEXT: readonly [string, string] = ['[text]', 'the message; - reads standard input'];

const COMMON: readonly OptionSpec[] = [
  ['-m, --message <text>', 'the message'],
  ['--title <text>', 'where the channel has one; default: the first line'],
  ['--severity <severity>', 'info, warning or critical', 'info'],
  ['--idempotency-key <key>', 'the same key is sent once, however often this runs'],
  ['--timeout-seconds <n>', 'wait so long for the receiver; 0: only queue it', '30'],
  ['--dry-run', 'say what would be sent, and send nothing'],
];

export const messageCommands: readonly CommandSpec[] = [
  {
    path: 'message send',
    summary: 'Send a message over a channel and wait until the receiver has it',
    arguments: [TEXT],
    options: [
      ['--channel <name>', 'over this channel; default: those of escalation_channels, the first that can'],
      ['-t, --target <target>', 'to somebody else than the channel is configured for'],
      ...COMMON,
    ],
    examples: [
      'ops message send --channel slack -m "Deployment begins"',
      'df -h | ops message send --channel telegram --target 12345 -',
    ],
    load: () => import('./send.ts'),
  },
  {
    path: 'message broadcast',
    summary: 'Send a message to several targets of a channel, or over every channel',
    arguments: [TEXT],
    options: [
      ['--channel <name>', 'over this channel; default: over every one that can be used'],
      ['--targets <target...>', 'to each of these'],
      ...COMMON,
    ],
    examples: ['ops message broadcast -m "Maintenance at 22:00"'],
    load: () => import('./broadcast.ts'),
  },
];
