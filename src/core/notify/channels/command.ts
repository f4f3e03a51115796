import { oneLine } from '../../text/control.ts';
import { cut } from '../cut.ts';
import { hasProgram } from '../machine.ts';
import type { Outgoing } from '../outgoing.ts';
import { startProgram } from '../program.ts';
import { type ChannelType, USUAL } from './channel.ts';

/** A variable of the environment may have 128 KiB on Linux; the whole text goes to standard input. */
const VARIABLE_BYTES = 30_000;
/** sysexits(3): wrong usage, bad data, no permission, bad configuration and the like do not pass. 75 says "try again". */
const PERMANENT = { from: 64, to: 78, but: 75 } as const;

/** Any program: the text on standard input, the rest in its environment. 0 means sent; its first line is the message's id. */
export const command: ChannelType<'command'> = {
  ...USUAL,
  problem: ({ command: [program = ''] }, machine) =>
    hasProgram(program, machine) ? null : `the program ${program} is not there or may not be run`,
  async send(settings, message, { signal, machine, id }) {
    const env = { ...machine.env, ...variablesOf(message, id) };
    const ended = await startProgram(settings.command, {
      machine: { ...machine, env },
      signal,
      limitMs: command.deadlineMs,
      input: message.text,
    });
    const { code, said, failure, overdue } = ended;
    if (code === 0 && !overdue)
      return { status: 'sent', providerId: said.split('\n')[0]?.trim().slice(0, 200) || null };
    if (failure !== null) return { status: 'permanent', reason: failure };
    const reason = overdue
      ? 'the command did not end within the time'
      : `the command ended with ${code ?? ended.signal}: ${said}`;
    const isPermanent = code !== null && code >= PERMANENT.from && code <= PERMANENT.to && code !== PERMANENT.but;
    return { status: isPermanent ? 'permanent' : 'retry', reason };
  },
};

function variablesOf(message: Outgoing, id: string): Record<string, string> {
  return {
    OPS_MESSAGE_ID: id,
    OPS_MESSAGE_KEY: oneLine(message.key),
    OPS_MESSAGE_SEVERITY: message.severity,
    OPS_MESSAGE_TITLE: message.title,
    OPS_MESSAGE_TEXT: cut(message.text, VARIABLE_BYTES, (character) => Buffer.byteLength(character)),
    OPS_MESSAGE_THREAD: oneLine(message.thread ?? ''),
    OPS_MESSAGE_RESOLVES: message.resolves ? '1' : '0',
  };
}
