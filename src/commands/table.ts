import { agentCommands } from './agents/table.ts';
import type { CommandSpec } from './command.ts';
import { sessionCommands } from './sessions/table.ts';
import { systemCommands } from './system/table.ts';

/** Every command of the program. A group's lines lie beside its commands. */
export const commands: readonly CommandSpec[] = [...agentCommands, ...sessionCommands, ...systemCommands];

/** What a noun is for, in the list of `ops --help`. */
export const nouns: Readonly<Record<string, string>> = {
  agents: 'Agents: list, start, stop, restart, spawn',
  sessions: 'Sessions: list, message, follow, end',
  system: 'The heartbeat',
  config: 'The configuration',
};
